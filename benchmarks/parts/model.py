"""The capacity model: the processors, memory, connections and machines that a load needs, from measured costs.

Costs are those of the part `costs`. The cost of an event depends on the rate, since messages and transactions grow with it: a curve
of a process of each role under a rising rate (`chain`), which is read between its points and never beyond the last. Everything else
is proportional: deliveries, streams that are opened, idle followers, webhook calls, and the copies of updates for further processes
of the role live. An idle installation has a cost of its own.

Pure arithmetic, without any other module of the benchmarks."""

from dataclasses import dataclass, field, replace
from math import ceil

ROLES = ("ingest", "statistics", "live", "notification")
COMPONENTS = (*ROLES, "broker", "database")
KINDS = ("single", "arrays")
KB = 1024


def described(default, meaning):
    """A field of a load or of limits, which is an option of the program as well."""
    return field(default=default, metadata={"help": meaning})


@dataclass(frozen=True)
class Load:
    """A load at its peak."""

    single: float = described(0.0, "events/s that are reported one by one")
    arrays: float = described(0.0, "events/s that are reported in arrays of 100")
    followers: int = described(0, "open streams")
    followed: float = described(0.0, "events/s of the matches that a follower follows")
    updates_per_event: float = described(1.0, "less than 1 if agents repeat themselves")
    opened: float = described(0.0, "streams opened/s")
    calls: float = described(0.0, "webhook calls/s")

    @property
    def events(self):
        return self.single + self.arrays

    @property
    def deliveries(self):
        return self.followers * self.followed * self.updates_per_event


class OutOfRange(Exception):
    """A process would have a higher rate than was measured."""


def curve(costs, kind, component, events):
    """The processors of a component at that many events/s of one process, without those of an idle one."""
    points = [(0.0, 0.0)]
    for point in sorted(costs["chain"][kind], key=lambda point: point["events"]):
        points.append((point["events"], max(0.0, point[component] - costs["idle"][component])))
    for (before, low), (after, high) in zip(points, points[1:]):
        if events <= after:
            return low + (high - low) * (events - before) / (after - before)
    if events == 0:
        return 0.0
    raise OutOfRange(f"{events:,.0f} events/s ({kind}) of a process; at most {points[-1][0]:,.0f} were measured")


def of_events(costs, component, single, arrays):
    return curve(costs, "single", component, single) + curve(costs, "arrays", component, arrays)


def processors(costs, load, processes):
    """The processors of each role, with that many processes, of the broker and of the database."""
    idle = costs["idle"]
    found = {}
    for role in ("ingest", "statistics"):
        number = processes[role]
        found[role] = number * (idle[role] + of_events(costs, role, load.single / number, load.arrays / number))
    updates = (load.single * load.updates_per_event, load.arrays * load.updates_per_event)
    # Every process of the role live reads every update.
    found["live"] = (
        processes["live"] * (idle["live"] + of_events(costs, "live", *updates))
        + load.deliveries * costs["delivery"]
        + load.followers * costs["follower"]
        + load.opened * costs["open"]
    )
    # One process at a time reads the feed.
    found["notification"] = (
        processes["notification"] * idle["notification"]
        + of_events(costs, "notification", *updates)
        + load.calls * costs["call"]["notification"]
    )
    found["broker"] = (
        idle["broker"]
        + shared(costs, "broker", load, processes["ingest"])
        + (processes["live"] - 1) * sum(updates) * costs["copy"]
    )
    found["database"] = (
        idle["database"] + shared(costs, "database", load, processes["statistics"]) + load.calls * costs["call"]["database"]
    )
    return found


def shared(costs, component, load, senders):
    """The cost of a server for processes that each send it messages, or transactions, of their own."""
    return senders * of_events(costs, component, load.single / senders, load.arrays / senders)


def memory_mb(costs, load, processes):
    """The resident memory of the processes of each role, in MB."""
    found = {role: processes[role] * costs["memory_mb"][role] for role in ROLES}
    found["live"] += load.followers * costs["follower_kb"] / KB
    return found


def open_connections(costs, processes):
    """The connections of all processes to broker and database."""
    return {
        server: sum(processes[role] * costs["connections"][role][server] for role in ROLES) for server in ("broker", "database")
    }


# --- A plan ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Limits:
    """Sizes of processes, machines and servers, and how full they may be."""

    pod_processors: float = described(2.0, "processors of a process")
    utilization: float = described(0.6, "the part of processors, memory and network that is planned for, without peaks and restarts")
    followers_per_process: int = described(10_000, "open streams of a process: touchline.http.max-connections")
    delivery_seconds: float = described(0.5, "the time in which an update reaches all followers of a process")
    node_processors: float = described(16.0, "processors of a machine")
    node_memory_gb: float = described(64.0, "its memory")
    node_gbit: float = described(10.0, "its network, in Gbit/s")
    broker_processors: float = described(16.0, "processors of the broker")
    database_processors: float = described(32.0, "processors of the database")
    database_connections: int = described(300, "max_connections of the database")
    least: int = described(2, "processes of a role, so that one may be lost")


def smallest(fits, least, most=100_000):
    """The smallest number from the least on that fits; None if none does."""
    high = least
    while not fits(high):
        if high >= most:
            return None
        high = min(most, high * 2)
    low = max(least - 1, high // 2)
    while high - low > 1:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle
    return high


@dataclass
class Plan:
    load: Load
    processes: dict
    processors: dict
    memory_mb: dict
    connections: dict
    egress_gbit: float
    nodes: int
    log_gb_per_hour: float
    # Each resource with the part of it that is used: more than 1 is impossible.
    used: dict = field(default_factory=dict)

    def first_limit(self):
        return max(self.used, key=self.used.get)


def plan(costs, load, limits):
    """The processes that the load needs, what they need, and how much of each limit they use."""
    room = limits.pod_processors * limits.utilization
    processes = {role: processes_for_reports(costs, load, limits, role) for role in ("ingest", "statistics")}
    base = update_processors(costs, "live", load)
    feed = update_processors(costs, "notification", load)
    if max(base, feed) >= room:
        raise OutOfRange(f"a process of live or notification needs {max(base, feed):.2f} processors for the updates alone: use cells")
    of_followers = load.deliveries * costs["delivery"] + load.followers * costs["follower"] + load.opened * costs["open"]
    seconds_of_update = load.followers * costs["delivery"] / limits.pod_processors
    processes["live"] = max(
        limits.least,
        ceil(load.followers / limits.followers_per_process),
        ceil(seconds_of_update / limits.delivery_seconds),
        ceil(of_followers / (room - base)),
    )
    # The feed may be read by any of them.
    processes["notification"] = max(limits.least, ceil(load.calls * costs["call"]["notification"] / (room - feed)))

    used = processors(costs, load, processes)
    memory = memory_mb(costs, load, processes)
    opened = open_connections(costs, processes)
    egress = load.deliveries * costs["delivered_bytes"] * 8 / 1e9
    found = Plan(
        load=load,
        processes=processes,
        processors=used,
        memory_mb=memory,
        connections=opened,
        egress_gbit=egress,
        nodes=nodes(limits, sum(used[role] for role in ROLES), sum(memory.values()) / KB, egress),
        log_gb_per_hour=load.events * 3600 * costs["log"]["database_bytes"] / KB**3,
    )
    found.used = {
        "connections of the database": opened["database"] / limits.database_connections,
        "processors of the database": used["database"] / (limits.database_processors * limits.utilization),
        "processors of the broker": used["broker"] / (limits.broker_processors * limits.utilization),
        "updates, which each process of live reads": base / room,
        "the feed, which one process of notification reads": feed / room,
    }
    return found


def processes_for_reports(costs, load, limits, role):
    """The smallest number of processes of ingest or statistics, each of which has a measured rate and room."""
    room = limits.pod_processors * limits.utilization

    def fits(number):
        try:
            return costs["idle"][role] + of_events(costs, role, load.single / number, load.arrays / number) <= room
        except OutOfRange:
            return False

    number = smallest(fits, limits.least)
    if number is None:
        raise OutOfRange(f"no number of processes is enough for the role {role}")
    return number


def update_processors(costs, role, load):
    """The processors that a process of live needs without followers, or that the feed needs at notification."""
    rates = (load.single * load.updates_per_event, load.arrays * load.updates_per_event)
    return costs["idle"][role] + of_events(costs, role, *rates)


def nodes(limits, processors, memory_gb, egress_gbit):
    """The machines for the roles: enough processors, memory and network."""
    return max(
        ceil(processors / limits.utilization / limits.node_processors),
        ceil(memory_gb / limits.utilization / limits.node_memory_gb),
        ceil(egress_gbit / limits.utilization / limits.node_gbit),
    )


@dataclass(frozen=True)
class Relays:
    """Machines between the role live and the followers, each of which follows a stream and passes it on.

    The default is about what Nchan does on two processors that it shares with its clients: PERFORMANCE.md."""

    followers: int = described(20_000, "followers of a relay")
    deliveries: float = described(80_000.0, "deliveries/s of a relay")


def relayed(costs, load, limits, relays):
    """The number of relays for the load, and the load that remains for the installation."""
    egress = load.deliveries * costs["delivered_bytes"] * 8 / 1e9
    number = max(
        ceil(load.followers / relays.followers),
        ceil(load.deliveries / relays.deliveries),
        ceil(egress / limits.utilization / limits.node_gbit),
    )
    return number, replace(load, followers=number, opened=0.0)


# --- The check -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    figure: str
    predicted: float
    measured: float
    # Whether the figure decides; those of a single role are shown only.
    decides: bool

    @property
    def deviation(self):
        return self.predicted / self.measured - 1

    def within(self, tolerance):
        return abs(self.deviation) <= tolerance


def compare(costs, trial):
    """Prediction and measurement of a trial: the processors of the roles together, of broker, of database and in total, and memory."""
    load = Load(**trial["load"])
    predicted = processors(costs, load, trial["processes"])
    measured = trial["processors"]

    def total(found, names):
        return sum(found[name] for name in names)

    yield Comparison("processors in total", total(predicted, COMPONENTS), total(measured, COMPONENTS), True)
    yield Comparison("processors of all roles", total(predicted, ROLES), total(measured, ROLES), True)
    for server in ("broker", "database"):
        yield Comparison(f"processors of the {server}", predicted[server], measured[server], True)
    memory = memory_mb(costs, load, trial["processes"])
    yield Comparison("resident MB of all roles", total(memory, ROLES), total(trial["memory_mb"], ROLES), True)
    for role in ROLES:
        yield Comparison(f"processors of {role}", predicted[role], measured[role], False)
