"""Reports/s that one replica of statistics stores while each commit takes 10 ms, compared with the disk's own commits.

PostgreSQL waits commit_delay before it flushes its log, as long as a synchronous standby in another zone might take; with
commit_siblings of 0 it waits for a single transaction, too. Reports arrive as messages of a single report, and in arrays. In
each round the queue is filled while the replica has next to no processor, once for either kind of commit, and the rate is that
of the seconds after it has all of them again. A suspended process would lose its connection to the broker, whose heartbeats it
answers within 20 seconds."""

import contextlib
import sys
import time

from .cgroups import unavailable
from .scaling import Backlog, Replica
from .surroundings import Broker, Database

DELAYS_MICROS = {"": 0, ", commits of 10 ms": 10_000}
# Before the measurement, in which the replica processes the messages that it held, and during it.
START_SECONDS, SECONDS = 2, 8
# Enough for heartbeats, the least that control groups can give, while the queue is filled.
NEARLY_SUSPENDED = 1 / 20
# More than are stored meanwhile.
REPORTS = {"single": 150_000, "arrays": 400_000}
WARM_UPS = 2


def delay_commits(database, micros):
    """Changes the delay of a running server, in all of its sessions."""
    for setting, value in (("commit_delay", micros), ("commit_siblings", 0)):
        database.query(f"ALTER SYSTEM SET {setting} = {value}")
    database.query("SELECT pg_reload_conf()")
    time.sleep(1)
    if int(database.query("SELECT setting FROM pg_settings WHERE name = 'commit_delay'")) != micros:
        raise RuntimeError("PostgreSQL has not taken the delay of commits over")


def rate(backlog, statistics, kind):
    statistics.group.limit(NEARLY_SUSPENDED)
    try:
        backlog.fill(kind, REPORTS[kind])
    finally:
        statistics.group.limit()
    time.sleep(START_SECONDS)
    found = backlog.rate(SECONDS)
    backlog.require_rest()
    backlog.discard()
    return found


def measure(rounds):
    if reason := unavailable():
        print(f"  skipped: {reason}", file=sys.stderr, flush=True)
        return {}
    found = {}
    with contextlib.ExitStack() as stack:
        broker, database = stack.enter_context(Broker()), stack.enter_context(Database())
        backlog = Backlog(stack, broker, database)
        statistics = Replica(stack, "statistics", "statistics", broker, database)
        for _ in range(WARM_UPS):
            for kind, reports in REPORTS.items():
                backlog.fill(kind, reports)
                backlog.await_idle()
        for _ in range(rounds):
            for kind in REPORTS:
                for name, micros in DELAYS_MICROS.items():
                    delay_commits(database, micros)
                    found.setdefault(f"stored reports/s, {kind}{name}", []).append(rate(backlog, statistics, kind))
    return found
