"""Reports/s that one replica of statistics stores while each commit takes 10 ms, compared with the disk's own commits.

PostgreSQL waits commit_delay before it flushes its log, as long as a synchronous standby in another zone might take; with
commit_siblings of 0 it waits for a single transaction, too. Reports arrive as messages of a single report, and in arrays. In
each round the queue is filled while the replica is suspended (SIGSTOP), once for either kind of commit, and the rate is that of
the seconds after it was resumed."""

import contextlib
import os
import signal
import time

from .scaling import Backlog
from .surroundings import App, Broker, Database

DELAYS_MICROS = {"": 0, ", commits of 10 ms": 10_000}
# Before the measurement, in which the replica processes the messages that it held, and during it.
START_SECONDS, SECONDS = 2, 8
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
    os.kill(statistics.process.pid, signal.SIGSTOP)
    try:
        backlog.fill(kind, REPORTS[kind])
    finally:
        os.kill(statistics.process.pid, signal.SIGCONT)
    time.sleep(START_SECONDS)
    found = backlog.rate(SECONDS)
    backlog.require_rest()
    backlog.discard()
    return found


def measure(rounds):
    found = {}
    with contextlib.ExitStack() as stack:
        broker, database = stack.enter_context(Broker()), stack.enter_context(Database())
        backlog = Backlog(stack, broker, database)
        statistics = stack.enter_context(App("statistics", "statistics", broker, database))
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
