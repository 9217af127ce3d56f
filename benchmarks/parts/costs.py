"""The costs that the capacity model (parts/model.py) is made of, in target/benchmark/out/costs.json: the processors of each role, of
the broker and of the database, of one process for each role.

- idle, and under a rising rate of reports, one by one and in arrays, without followers and subscriptions;
- for a delivery on a stream, an idle follower, and a stream that is opened; for a webhook call, by the difference with and without;
- for the copies of updates for further processes of the role live;
- the size of the log, and memory and connections of each process.

Rates that the machine does not store as fast as they arrive are left out: the model is not used beyond the last one."""

import contextlib
import json
import subprocess
import sys
import time
from statistics import median

from .cgroups import unavailable
from .installation import Installation
from .model import COMPONENTS, ROLES
from .streams import many_files
from .surroundings import EXECUTABLE, OUT, wait_for

# Requests/s.
RATES = {"single": (50, 200, 500, 1000, 2000), "arrays": (5, 20, 50, 100)}
# Reports of the followed match.
FOLLOWED_RATE = 20
FOLLOWERS, OPENED = 1_000, 4_000
SUBSCRIPTIONS = 20
MORE_LIVE, COPIED_RATE = 2, 200
SECONDS = 10
WARM_UP_SECONDS = 60


def await_stored(installation, events, seconds):
    """Whether that many events are stored in total within that time."""
    try:
        wait_for("everything stored", lambda: installation.stored() >= events, seconds, every=0.5)
        return True
    except TimeoutError:
        return False


def warm_up(installation):
    """Runs everything that is measured later."""
    stored = installation.stored()
    for kind, rates in RATES.items():
        stored += installation.report(kind, rates[-2], WARM_UP_SECONDS)
    await_stored(installation, stored, 300)
    installation.subscribe(SUBSCRIPTIONS)
    with installation.followers(FOLLOWERS):
        installation.report_followed(3 * FOLLOWED_RATE, WARM_UP_SECONDS // 2)
    time.sleep(5)
    installation.unsubscribe()


def under(installation, action):
    """The processors of each part while the action runs, its result, and the seconds that it took."""
    usage = installation.usage()
    done = action()
    return usage.processors(), done, usage.seconds()


def chain(installation, kind, found):
    """A point for each rate that the installation keeps up with."""
    for number, rate in enumerate(RATES[kind]):
        before = installation.stored()
        processors, accepted, seconds = under(installation, lambda: installation.report(kind, rate, SECONDS))
        if not await_stored(installation, before + accepted, 1):
            print(f"  {rate} requests/s ({kind}) are more than this machine stores", file=sys.stderr, flush=True)
            await_stored(installation, before + accepted, 300)
            break
        points = found.setdefault(kind, [])
        if len(points) <= number:
            points.append([])
        points[number].append({"events": accepted / seconds, **processors})


def resident_kb(app):
    """The resident memory, of a JVM without garbage."""
    if not EXECUTABLE:
        for _ in range(2):
            subprocess.run(["jcmd", str(app.process.pid), "GC.run"], check=True, stdout=subprocess.DEVNULL)
            time.sleep(0.5)
    return app.memory_kb()


def streams(installation, note):
    live = installation.app("live")
    note("idle", under(installation, lambda: time.sleep(SECONDS))[0])
    before, accepted, _ = under(installation, lambda: installation.report_followed(FOLLOWED_RATE, SECONDS))
    without = resident_kb(live)
    with contextlib.ExitStack() as stack:
        def opening():
            return stack.enter_context(installation.followers(OPENED))

        processors, _, seconds = under(installation, opening)
        idle = under(installation, lambda: time.sleep(SECONDS))[0]
        note("opened", max(0.0, processors["live"] - idle["live"]) * seconds / OPENED)
        note("follower_kb", (resident_kb(live) - without) / OPENED)
    with installation.followers(FOLLOWERS) as (clients,):
        time.sleep(2)
        idle = under(installation, lambda: time.sleep(SECONDS))[0]
        note("idle with followers", idle)
        clients.send("begin")
        after, accepted, seconds = under(installation, lambda: installation.report_followed(FOLLOWED_RATE, SECONDS))
        time.sleep(1)
        result = clients.request("end")
    if result["deliveries"] != accepted * FOLLOWERS:
        raise RuntimeError(f"{result['deliveries']} deliveries of {accepted} reports to {FOLLOWERS} followers")
    note("delivered_bytes", result["bytes"] / result["deliveries"])
    note("followed", {"before": before, "after": after, "deliveries": result["deliveries"] / seconds})


def webhooks(installation, note):
    before = under(installation, lambda: installation.report_followed(FOLLOWED_RATE, SECONDS))[0]
    installation.subscribe(SUBSCRIPTIONS)
    called = installation.delivered()

    def reported():
        accepted = installation.report_followed(FOLLOWED_RATE, SECONDS)
        wait_for("the calls", lambda: installation.delivered() - called >= accepted * SUBSCRIPTIONS, 30, every=0.5)
        return accepted

    after, accepted, seconds = under(installation, reported)
    installation.unsubscribe()
    note("called", {"before": before, "after": after, "calls": accepted * SUBSCRIPTIONS / seconds})


def copies(installation, note):
    """The broker's processors with one process of the role live, and with more."""
    return under(installation, lambda: installation.report("single", COPIED_RATE, SECONDS))


def log_size(installation):
    return [
        int(installation.database.query(sql))
        for sql in ("SELECT count(*) FROM event", "SELECT pg_database_size('touchline')", "SELECT pg_current_wal_lsn() - '0/0'")
    ]


def medians(values):
    """The medians of a list of numbers, or of a list of objects with numbers."""
    if isinstance(values[0], dict):
        return {name: medians([value[name] for value in values]) for name in values[0]}
    return median(values)


def costs(noted, points, log, memory, opened):
    """The costs of the model, from the medians of all rounds."""
    middle = {name: medians(values) for name, values in noted.items()}
    followed, called = middle["followed"], middle["called"]
    follower = max(0.0, middle["idle with followers"]["live"] - middle["idle"]["live"]) / FOLLOWERS
    delivered = followed["after"]["live"] - followed["before"]["live"] - follower * FOLLOWERS
    events, database_bytes, wal_bytes = (after - before for before, after in zip(*log))
    return {
        "idle": middle["idle"],
        "chain": {kind: [medians(values) for values in of_kind] for kind, of_kind in points.items()},
        "delivery": max(0.0, delivered) / followed["deliveries"],
        "delivered_bytes": middle["delivered_bytes"],
        "follower": follower,
        "follower_kb": middle["follower_kb"],
        "open": middle["opened"],
        "copy": middle["copy"],
        "call": {
            part: max(0.0, called["after"][part] - called["before"][part]) / called["calls"] for part in ("notification", "database")
        },
        "log": {"database_bytes": database_bytes / events, "wal_bytes": wal_bytes / events},
        "memory_mb": memory,
        "connections": opened,
    }


def measure(rounds):
    if reason := unavailable():
        print(f"  skipped: {reason}", file=sys.stderr, flush=True)
        return {}
    many_files()
    noted, points = {}, {}

    def note(name, value):
        noted.setdefault(name, []).append(value)

    with contextlib.ExitStack() as stack:
        installation = Installation(stack)
        warm_up(installation)
        before = log_size(installation)
        for _ in range(rounds):
            for kind in RATES:
                chain(installation, kind, points)
        log = (before, log_size(installation))
        memory, opened = installation.memory_mb(), installation.connections()
        for _ in range(rounds):
            streams(installation, note)
            webhooks(installation, note)
        copied = [copies(installation, note) for _ in range(rounds)]
        for _ in range(MORE_LIVE):
            installation.start("live")
        installation.report("single", COPIED_RATE, WARM_UP_SECONDS)
        for (one, accepted, seconds), (more, _, _) in zip(copied, [copies(installation, note) for _ in range(rounds)]):
            note("copy", max(0.0, more["broker"] - one["broker"]) / MORE_LIVE / (accepted / seconds))
    found = costs(noted, points, log, memory, opened)
    (OUT / "costs.json").write_text(json.dumps(found, indent=1))
    return figures(found)


def figures(found):
    """The costs as figures of one value each, in the units of a table."""
    micros = 1e6
    figures = {
        "processor µs of a delivery": found["delivery"] * micros,
        "processor µs of a stream that is opened": found["open"] * micros,
        "processor µs/s of an idle follower": found["follower"] * micros,
        "kB of a follower": found["follower_kb"],
        "bytes of a delivery": found["delivered_bytes"],
        "processor µs of a webhook call, notification": found["call"]["notification"] * micros,
        "processor µs of a webhook call, database": found["call"]["database"] * micros,
        "processor µs of an update for a further process of live, broker": found["copy"] * micros,
        "MB of the database for a million events": found["log"]["database_bytes"],
        "MB of write-ahead log for a million events": found["log"]["wal_bytes"],
    }
    for kind, of_kind in found["chain"].items():
        for point in of_kind:
            for part in COMPONENTS:
                figures[f"processors of {part} at {point['events']:,.0f} events/s ({kind})"] = point[part]
    for role in ROLES:
        figures[f"resident MB of {role}"] = found["memory_mb"][role]
        for server, number in found["connections"][role].items():
            figures[f"connections of {role} to the {server}"] = number
    return {name: [value] for name, value in figures.items()}
