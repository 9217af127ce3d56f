"""Events/s of one, two and four replicas of statistics, ingest and live, and the reasons for their limits.

All replicas share two processors with broker, database and load. So each replica is confined to a share of a processor that
leaves broker and database below half a processor at four replicas (SHARES): a limit is then the replicas' own, and four of them
should do four times as much as one. A JVM that starts with such a share spends all of it on its compiler; so each is warmed up
without a bound, under the load that is measured, and then confined.

- statistics: the queue is filled with arrays, or with messages of a single report each, and the replicas store them. Reports are of
  many matches, since transactions that share a match wait for each other. A replica that has stopped cannot come back warm, so four are
  started for each load and round, and two and one of them remain: a confined replica that changes from one load to the other
  would spend its share on another prefetch.
- ingest: wrk with as many connections for each replica; no consumer, as in the part for ingest.
- live: a publisher for each replica sends the next update when all of its subscribers have the one before the last. It publishes
  directly to the replica's queue, so that no replica waits for another; in operation the exchange copies updates to the queues."""

import contextlib
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import mean

import pika

from .cgroups import Group, Usage, unavailable
from .load import wrk
from .streams import SseClients, many_files, update
from .surroundings import App, Broker, Database, connections, wait_for

REPLICAS = (1, 2, 4)
# Processors of each replica.
SHARES = {role: float(os.environ.get(f"BENCHMARK_SHARE_{role.upper()}", 1 / 16)) for role in ("statistics", "ingest", "live")}
ROLES = os.environ.get("BENCHMARK_SCALED_ROLES", "statistics,ingest,live").split(",")
SECONDS = int(os.environ.get("BENCHMARK_SECONDS", 30))
# A confined replica needs seconds to hold as many messages, and to make batches as large, as it will.
SETTLE_SECONDS = 15
WARM_UP_SECONDS = 60

MATCHES = int(os.environ.get("BENCHMARK_MATCHES", 4096))
# Reports per request, and the reports to fill the queue with: more than four replicas store and hold meanwhile.
LOADS = {"arrays": (100, 600_000), "single": (1, 150_000)}
# How often the replicas of statistics store the load without a bound before they are confined.
WARM_UPS = 2

INGEST_CONNECTIONS = {"arrays": 4, "single": 64}
SUBSCRIBERS = 500
# Updates under way to the subscribers of a replica: the next one is there when a pass ends.
UNDER_WAY = 2


class Replica:
    """A process, in a control group of its own."""

    def __init__(self, stack, name, roles, *parts, **settings):
        # The group is closed after the process has ended.
        self.group = stack.enter_context(Group(name))
        self.app = stack.enter_context(App(name, roles, *parts, **settings))
        self.group.add(self.app.process.pid)

    def stop(self):
        self.group.limit()
        self.app.stop()


class Trial:
    """Broker and database with their control groups, and the figures of one number of replicas at a time."""

    def __init__(self, stack, role, found):
        self.role = role
        self.found = found
        self.groups = {name: stack.enter_context(Group(f"{role}-{name}")) for name in ("broker", "database")}
        self.broker = stack.enter_context(Broker())
        self.database = stack.enter_context(Database())
        self.ports = {"broker": self.broker.port, "database": self.database.port}
        self.groups["broker"].add(self.broker.process.pid)
        self.groups["database"].add(self.database.process.pid)

    def measure(self, kind, replicas, rate):
        """Adds the rate that the function returns, and the processors, memory and connections meanwhile."""
        numbers = range(len(replicas))
        usage = Usage({**self.groups, **{number: replicas[number].group for number in numbers}})
        done = rate()
        processors, exhausted = usage.processors(), usage.exhausted()
        pids = [replica.app.process.pid for replica in replicas]
        figures = {
            "deliveries/s" if self.role == "live" else "events/s": done,
            "processors of the broker": processors["broker"],
            "processors of the database": processors["database"],
            "processors of a replica": mean(processors[number] for number in numbers),
            "periods in which a replica used up its share, in %": 100 * mean(exhausted[number] for number in numbers),
            "resident MB of a replica": mean(replica.app.memory_kb() / 1024 for replica in replicas),
            **{
                f"connections of a replica to the {name}": mean(connections(pid, port) for pid in pids)
                for name, port in self.ports.items()
            },
        }
        for figure, value in figures.items():
            self.found.setdefault(f"{kind}, {named(len(replicas))}: {figure}", []).append(value)


def named(replicas):
    return "1 replica" if replicas == 1 else f"{replicas} replicas"


def confine(replicas, role):
    for replica in replicas:
        replica.group.limit(SHARES[role])


def release(replicas):
    for replica in replicas:
        replica.group.limit()


# --- statistics ------------------------------------------------------------------------------------------------------


class Backlog:
    """Fills the queue of the statistics role, with arrays or with messages of one report each."""

    def __init__(self, stack, broker, database):
        self.broker = broker
        self.database = database
        self.ingest = {
            "arrays": stack.enter_context(App("ingest", "ingest", broker)),
            # Without group commit: each report is a message.
            "single": stack.enter_context(
                App("ingest-single", "ingest", broker, TOUCHLINE_INGEST_MAX_BATCH_EVENTS="1", TOUCHLINE_INGEST_MAX_UNCONFIRMED="256")
            ),
        }

    def fill(self, kind, events):
        """Reports until that many were accepted."""
        reports = LOADS[kind][0]
        settings = {"REPORTS": str(reports), "MATCHES": str(MATCHES)}
        accepted = 0
        while accepted < events:
            result = wrk(f"{self.ingest[kind].url}/events", 8 if reports > 1 else 64, 2, "report.lua", **settings)
            accepted += result["requests"] * reports

    def ready(self):
        """Messages that no replica has received."""
        with pika.BlockingConnection(pika.URLParameters(self.broker.uri)) as connection:
            return connection.channel().queue_declare("statistics", passive=True).method.message_count

    def stored(self):
        return int(self.database.query("SELECT coalesce(sum(seq), 0) FROM match"))

    def rate(self, seconds=SECONDS):
        """The stored events/s. The database is asked twice only, since questions cost it time as well."""
        before, began = self.stored(), time.monotonic()
        time.sleep(seconds)
        return (self.stored() - before) / (time.monotonic() - began)

    def require_rest(self):
        if not self.ready():
            raise RuntimeError("the queue was empty before the end of the measurement: raise the number of reports in LOADS")

    def await_idle(self, seconds=600):
        """Waits until the queue is empty and the replicas store nothing more."""
        before = -1

        def idle():
            nonlocal before
            now = self.stored()
            unchanged, before = now == before, now
            return unchanged and not self.ready()

        wait_for("everything stored", idle, seconds, every=1)

    def discard(self):
        """Empties the queue; replicas still store the messages that they have received."""
        with pika.BlockingConnection(pika.URLParameters(self.broker.uri)) as connection:
            connection.channel().queue_purge("statistics")
        self.await_idle()


def measure_statistics(rounds, found):
    with contextlib.ExitStack() as stack:
        trial = Trial(stack, "statistics", found)
        backlog = Backlog(stack, trial.broker, trial.database)
        for kind in [*LOADS] * rounds:
            with contextlib.ExitStack() as running:
                replicas = [
                    Replica(running, f"statistics-{number}", "statistics", trial.broker, trial.database)
                    for number in range(max(REPLICAS))
                ]
                events = LOADS[kind][1]
                for _ in range(WARM_UPS):
                    backlog.fill(kind, events)
                    backlog.await_idle()
                for count in sorted(REPLICAS, reverse=True):
                    while len(replicas) > count:
                        replicas.pop().stop()
                    confine(replicas, "statistics")
                    backlog.fill(kind, events)
                    time.sleep(SETTLE_SECONDS)
                    trial.measure(f"statistics, {kind}", replicas, backlog.rate)
                    backlog.require_rest()
                    release(replicas)
                    backlog.discard()


# --- ingest ----------------------------------------------------------------------------------------------------------


def report_to(replicas, kind, seconds):
    """Reports to all replicas at the same time; returns the accepted events/s of all."""
    reports = LOADS[kind][0]

    def rate(replica):
        result = wrk(
            f"{replica.app.url}/events", INGEST_CONNECTIONS[kind], seconds, "report.lua", REPORTS=str(reports), MATCHES=str(MATCHES)
        )
        return result["rate"] * reports

    with ThreadPoolExecutor(len(replicas)) as pool:
        return sum(pool.map(rate, replicas))


def measure_ingest(rounds, found):
    with contextlib.ExitStack() as stack:
        trial = Trial(stack, "ingest", found)

        def purge():
            with pika.BlockingConnection(pika.URLParameters(trial.broker.uri)) as connection:
                connection.channel().queue_purge("statistics")

        replicas = [Replica(stack, f"ingest-{number}", "ingest", trial.broker) for number in range(max(REPLICAS))]
        for kind in LOADS:
            report_to(replicas, kind, WARM_UP_SECONDS)
            purge()
        confine(replicas, "ingest")
        for _ in range(rounds):
            for count in REPLICAS:
                for kind in LOADS:
                    report_to(replicas[:count], kind, 5)
                    purge()
                    trial.measure(f"ingest, {kind}", replicas[:count], lambda: report_to(replicas[:count], kind, SECONDS))
        release(replicas)


# --- live ------------------------------------------------------------------------------------------------------------


class Updates:
    """A replica of live with subscribers, and a publisher that keeps a few updates under way to them."""

    def __init__(self, stack, broker, database, number):
        name = f"live-{number}"
        self.broker = broker
        self.replica = Replica(
            stack,
            name,
            "live",
            broker,
            database,
            TOUCHLINE_PROCESS=name,
            TOUCHLINE_LIVE_MAX_STREAMS_PER_CLIENT="1000000",
            # The updates are not in the database.
            TOUCHLINE_LIVE_GAP_CHECK_INTERVAL="1h",
        )
        self.queue = f"live.{name}"
        self.clients = stack.enter_context(SseClients(self.replica.app.port, "/matches/bench/stream", SUBSCRIBERS))
        self.sent = 0

    def publish(self, seconds):
        """Publishes for that many seconds; returns the result of the clients."""
        with pika.BlockingConnection(pika.URLParameters(self.broker.uri)) as connection:
            channel = connection.channel()
            self.clients.send("begin")
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                delivered = self.clients.request("count") / SUBSCRIBERS
                while self.sent - delivered < UNDER_WAY:
                    self.sent += 1
                    body = f'[{{"position":{self.sent},"update":{update(self.sent)}}}]'
                    channel.basic_publish("", self.queue, body.encode())
                connection.process_data_events(0)
                time.sleep(0.002)
            result = self.clients.request("end")
            if result["lost"] + result["doubled"] + result["misordered"] or result["open"] < SUBSCRIBERS:
                raise RuntimeError(f"not every update was delivered once: {result}")
            wait_for("the last updates", lambda: self.clients.request("count") == self.sent * SUBSCRIBERS, every=0.01)
            return result


def publish_to(updates, seconds):
    """Publishes to all replicas at the same time; returns the deliveries/s of all."""
    with ThreadPoolExecutor(len(updates)) as pool:
        return sum(result["rate"] for result in pool.map(lambda each: each.publish(seconds), updates))


def measure_live(rounds, found):
    many_files()
    with contextlib.ExitStack() as stack:
        trial = Trial(stack, "live", found)
        updates = [Updates(stack, trial.broker, trial.database, number) for number in range(max(REPLICAS))]
        replicas = [each.replica for each in updates]
        publish_to(updates, WARM_UP_SECONDS)
        confine(replicas, "live")
        for _ in range(rounds):
            for count in REPLICAS:
                publish_to(updates[:count], 5)
                trial.measure("live", replicas[:count], lambda: publish_to(updates[:count], SECONDS))
        release(replicas)


def measure(rounds):
    if reason := unavailable():
        print(f"  skipped: {reason}", file=sys.stderr, flush=True)
        return {}
    found = {}
    for role in ROLES:
        {"statistics": measure_statistics, "ingest": measure_ingest, "live": measure_live}[role](rounds, found)
    return found
