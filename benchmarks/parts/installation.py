"""A whole installation with one or more processes for each role, and the processors of each part of it under a load."""

import contextlib
import time

from .cgroups import Group, Usage
from .load import wrk
from .model import ROLES
from .reporter import report
from .scaling import Replica
from .streams import SseClients
from .surroundings import Broker, Database, Server, connections, free_port, listens, scratch, wait_for

# All followers follow this match, and all subscriptions are for it; an agent with a steady rate reports of it.
FOLLOWED = "followed"
# The agent's mark appears once in an update, and no two updates are closer than that.
DISTANCE = 500
# Other matches, of which wrk reports.
MATCHES = 64
REPORTS = {"single": 1, "arrays": 100}


class Receiver(Server):
    """nginx, as the receiver of webhooks: answers 204."""

    def __init__(self):
        self.port = free_port()
        folder = scratch("receiver")
        (folder / "nginx.conf").write_text(f"""
            daemon off;
            pid {folder}/pid;
            error_log {folder}/error.log;
            worker_processes 1;
            events {{ worker_connections 4096; }}
            http {{
                access_log off;
                keepalive_requests 1000000000;
                client_body_temp_path {folder};
                proxy_temp_path {folder};
                fastcgi_temp_path {folder};
                uwsgi_temp_path {folder};
                scgi_temp_path {folder};
                server {{
                    listen 127.0.0.1:{self.port} backlog=4096;
                    location / {{ return 204; }}
                }}
            }}
        """)
        super().__init__("receiver", ["/usr/sbin/nginx", "-p", folder, "-c", folder / "nginx.conf"], folder=folder)
        wait_for("the receiver", lambda: self.check() and listens(self.port))


class Installation:
    def __init__(self, stack, live=1):
        self.stack = stack
        self.groups = {name: stack.enter_context(Group(name)) for name in ("broker", "database")}
        self.broker = stack.enter_context(Broker())
        self.database = stack.enter_context(Database())
        self.groups["broker"].add(self.broker.process.pid)
        self.groups["database"].add(self.database.process.pid)
        self.receiver = stack.enter_context(Receiver())
        self.runs = 0
        self.subscriptions = []
        self.replicas = {role: [] for role in ROLES}
        for role in ROLES:
            for _ in range(live if role == "live" else 1):
                self.start(role)

    def start(self, role):
        """Starts one more process of the role."""
        settings = {}
        if role == "live":
            settings["TOUCHLINE_LIVE_MAX_STREAMS_PER_CLIENT"] = "1000000"
        if role == "notification":
            settings["TOUCHLINE_WEBHOOKS_ALLOWED_RANGES"] = "127.0.0.0/8"
            # All receivers are one.
            settings["TOUCHLINE_WEBHOOKS_MAX_CONCURRENT_PER_HOST"] = "1000"
        name = f"{role}-{len(self.replicas[role])}"
        parts = (self.broker,) if role == "ingest" else (self.broker, self.database)
        self.replicas[role].append(Replica(self.stack, name, role, *parts, **settings))

    def app(self, role):
        return self.replicas[role][0].app

    def stored(self):
        return int(self.database.query("SELECT coalesce(sum(seq), 0) FROM match"))

    # --- Load ----------------------------------------------------------------------------------------------------------

    def report(self, kind, requests_per_second, seconds):
        """Reports of many matches; returns the number of accepted reports."""
        result = wrk(
            f"{self.app('ingest').url}/events",
            # Few for low rates: the server closes a connection that sends nothing for seconds.
            min(64, max(2, requests_per_second // 2)),
            seconds,
            "report.lua",
            REPORTS=str(REPORTS[kind]),
            MATCHES=str(MATCHES),
            RATE=str(requests_per_second),
        )
        return result["requests"] * REPORTS[kind]

    def report_followed(self, rate, seconds):
        """Reports of the followed match; returns the number of accepted reports."""
        self.runs += 1
        done = report(self.app("ingest").port, FOLLOWED, rate, seconds, f"run-{self.runs}")
        if done["refused"]:
            raise RuntimeError(f"{done['refused']} reports were refused")
        return done["accepted"]

    @contextlib.contextmanager
    def followers(self, number):
        """That many followers of the match at each process of the role live."""
        with contextlib.ExitStack() as clients:
            path = f"/matches/{FOLLOWED}/stream"
            yield [
                clients.enter_context(SseClients(replica.app.port, path, number, DISTANCE)) for replica in self.replicas["live"]
            ]

    def subscribe(self, number):
        """Makes that many more subscriptions for the match."""
        url = f"http://127.0.0.1:{self.receiver.port}/"
        for _ in range(number):
            made = self.app("notification").send("POST", "/subscriptions", {"url": url, "filter": {"match": FOLLOWED}})
            self.subscriptions.append(made["id"])

    def unsubscribe(self):
        """Deletes all subscriptions, with their deliveries."""
        while self.subscriptions:
            self.app("notification").send("DELETE", f"/subscriptions/{self.subscriptions.pop()}")

    def delivered(self):
        """Webhook calls that were answered."""
        return int(self.database.query("SELECT count(*) FROM delivery WHERE state = 'delivered'"))

    # --- Figures -------------------------------------------------------------------------------------------------------

    def usage(self):
        """Counts the processors of each role, and of broker and database, from now on."""
        return RoleUsage(self)

    def processes(self):
        return {role: len(replicas) for role, replicas in self.replicas.items()}

    def memory_mb(self):
        """The resident memory of all processes of each role."""
        return {role: sum(each.app.memory_kb() for each in replicas) / 1024 for role, replicas in self.replicas.items()}

    def connections(self):
        """The connections of a process of each role to broker and database."""
        ports = {"broker": self.broker.port, "database": self.database.port}
        return {
            role: {name: connections(replicas[0].app.process.pid, port) for name, port in ports.items()}
            for role, replicas in self.replicas.items()
        }


class RoleUsage:
    def __init__(self, installation):
        self.roles = {
            (role, number): role for role, replicas in installation.replicas.items() for number in range(len(replicas))
        }
        groups = {key: installation.replicas[role][key[1]].group for key, role in self.roles.items()}
        self.usage = Usage({**groups, **installation.groups})

    def seconds(self):
        return self.usage.seconds()

    def processors(self):
        sums = {}
        for key, processors in self.usage.processors().items():
            name = self.roles.get(key, key)
            sums[name] = sums.get(name, 0.0) + processors
        return sums
