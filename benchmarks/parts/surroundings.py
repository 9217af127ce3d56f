"""The servers: each on free ports of the loopback interface, with a temporary data folder."""

import contextlib
import glob
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "target" / "benchmark" / "out"
APP = ROOT / "target" / "benchmark" / "quarkus-app" / "quarkus-run.jar"
# A native executable to measure instead of the jar.
EXECUTABLE = os.environ.get("BENCHMARK_EXECUTABLE")
# The heap of a pod: for the JVM image 1 GiB, with its collector; for the native executable 384 MiB.
POD = ["-Xmx230m"] if EXECUTABLE else ["-XX:+UseG1GC", "-Xmx614m"]


def compiled(client):
    """Where the class of a client in load/ is."""
    classes = OUT.parent / "load"
    source = ROOT / "benchmarks" / "load" / f"{client}.java"
    target = classes / f"{client}.class"
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        subprocess.run(["javac", "-d", classes, source], check=True)
    return classes


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition, seconds=60, every=0.1):
    """Waits until the condition returns a true value, and returns the value."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(every)
    raise TimeoutError(f"{what}: not within {seconds} s")


def listens(port):
    with contextlib.closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def connections(pid, port):
    """The number of TCP connections that the process has opened to the port."""
    established, sockets = "01", set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == established and int(fields[2].rpartition(":")[2], 16) == port:
                sockets.add(f"socket:[{fields[9]}]")
    opened = 0
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            opened += os.readlink(file) in sockets
        except FileNotFoundError:
            # Closed meanwhile.
            pass
    return opened


class Server:
    """A child process that is stopped at the end, by its own id."""

    def __init__(self, name, command, environment=None, folder=None, user=None):
        self.name = name
        OUT.mkdir(parents=True, exist_ok=True)
        self.log = OUT / f"{name}.log"
        self.folder = folder
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
                user=user,
                cwd=folder or ROOT,
            )

    def memory_kb(self):
        """The resident set of the process itself, in KiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1])
        raise RuntimeError(f"{self.name} is gone")

    def check(self):
        if self.process.poll() is not None:
            tail = self.log.read_text(errors="replace")[-3000:]
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{tail}")
        return True

    def stop(self, how=signal.SIGTERM, seconds=30):
        if self.process.poll() is None:
            os.kill(self.process.pid, how)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.stop()
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)


def scratch(name):
    folder = OUT / f"{name}-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir(parents=True)
    return folder


def plain_user():
    """The user of servers that refuse to run as root; None if this process is not root."""
    return None if os.getuid() else "postgres"


class Broker(Server):
    """RabbitMQ with Debian's configuration."""

    def __init__(self):
        self.port, distribution = free_port(), free_port()
        folder = scratch("rabbitmq")
        (folder / "enabled_plugins").write_text("[].\n")
        (folder / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\n")
        program = "/usr/lib/rabbitmq/bin/rabbitmq-server"
        super().__init__(
            "rabbitmq",
            [program if os.path.exists(program) else "rabbitmq-server"],
            {
                "HOME": str(folder),
                "RABBITMQ_NODENAME": f"bench{os.getpid()}@localhost",
                "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
                "RABBITMQ_NODE_PORT": str(self.port),
                "RABBITMQ_DIST_PORT": str(distribution),
                "RABBITMQ_MNESIA_BASE": str(folder / "data"),
                "RABBITMQ_LOG_BASE": str(folder / "log"),
                "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
                "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            },
            folder,
        )
        wait_for("RabbitMQ", lambda: self.check() and listens(self.port))
        self.uri = f"amqp://guest:guest@127.0.0.1:{self.port}/%2f"
        self.settings = {
            "RABBITMQ_HOST": "127.0.0.1",
            "RABBITMQ_PORT": str(self.port),
            "RABBITMQ_USERNAME": "guest",
            "RABBITMQ_PASSWORD": "guest",
            "TOUCHLINE_MESSAGING_DECLARE_TOPOLOGY": "true",
        }


class Database(Server):
    """PostgreSQL with Debian's durable configuration, and memory settings for a machine of this size."""

    def __init__(self, **more):
        self.port = free_port()
        folder = scratch("postgresql")
        self.programs = Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
        data = folder / "data"
        user = plain_user()
        if user:
            account = pwd.getpwnam(user)
            os.chown(folder, account.pw_uid, account.pw_gid)
        subprocess.run(
            [self.programs / "initdb", "-D", data, "-U", "touchline", "-A", "trust", "-E", "UTF8", "--no-locale"],
            check=True,
            stdout=subprocess.DEVNULL,
            user=user,
            cwd=folder,
        )
        options = {
            **more,
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "shared_buffers": "1GB",
            "max_wal_size": "4GB",
        }
        flags = [part for key, value in options.items() for part in ("-c", f"{key}={value}")]
        super().__init__("postgresql", [self.programs / "postgres", "-D", data, *flags], folder=folder, user=user)
        wait_for("PostgreSQL", lambda: self.check() and listens(self.port))
        wait_for("PostgreSQL's answer", lambda: self.try_query("SELECT 1"))
        self.query("CREATE DATABASE touchline OWNER touchline", "postgres")
        self.settings = {
            "QUARKUS_DATASOURCE_JDBC_URL": f"jdbc:postgresql://127.0.0.1:{self.port}/touchline",
            "QUARKUS_DATASOURCE_USERNAME": "touchline",
            "QUARKUS_DATASOURCE_PASSWORD": "touchline",
        }

    def psql(self, sql, database="touchline"):
        return subprocess.run(
            [
                self.programs / "psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1",
                "-h", "127.0.0.1", "-p", str(self.port), "-U", "touchline", "-d", database, "-c", sql,
            ],
            capture_output=True,
            text=True,
        )

    def try_query(self, sql):
        return self.psql(sql, "postgres").returncode == 0

    def query(self, sql, database="touchline"):
        done = self.psql(sql, database)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def stop(self, how=signal.SIGINT, seconds=60):
        super().stop(how, seconds)


class App(Server):
    """The packaged application, with the endpoints for comparison."""

    def __init__(self, name, roles, *parts, options=(), **settings):
        self.port, self.management = free_port(), free_port()
        environment = {
            "QUARKUS_HTTP_HOST": "127.0.0.1",
            "QUARKUS_HTTP_PORT": str(self.port),
            "QUARKUS_MANAGEMENT_HOST": "127.0.0.1",
            "QUARKUS_MANAGEMENT_PORT": str(self.management),
            "TOUCHLINE_ROLES": roles,
            "TOUCHLINE_SECURITY_ENABLED": "false",
            # All load comes from one address.
            "TOUCHLINE_INGEST_MAX_RATE": "0",
            "TOUCHLINE_HTTP_MAX_CONNECTIONS": "1000000",
            "TOUCHLINE_HTTP_MAX_CONNECTIONS_PER_CLIENT": "1000000",
            **settings,
        }
        for part in parts:
            environment.update(part.settings)
        started = time.monotonic()
        stock = [] if EXECUTABLE else [
            "-Dmp.messaging.outgoing.stock.connector=smallrye-rabbitmq",
            "-Dmp.messaging.outgoing.stock.publish-confirms=true",
            "-Dmp.messaging.outgoing.stock.exchange.name=stock",
            "-Dmp.messaging.outgoing.stock.default-routing-key=stock",
            "-Dmp.messaging.outgoing.stock.max-outgoing-internal-queue-size=1024",
            "-Dmp.messaging.outgoing.stock.max-inflight-messages=1024",
        ]
        profiler = os.environ.get("BENCHMARK_JAVA_OPTIONS", "").format(name=name).split()
        program = [EXECUTABLE, *POD, *options] if EXECUTABLE else ["java", *POD, *stock, *profiler, *options, "-jar", APP]
        super().__init__(name, program, environment)
        self.url = f"http://127.0.0.1:{self.port}"
        wait_for(f"{name} alive", lambda: self.check() and self.status("/q/health/live") == 200, every=0.02)
        self.seconds_to_alive = time.monotonic() - started
        wait_for(f"{name} ready", lambda: self.check() and self.status("/q/health/ready") == 200)

    def status(self, path):
        port = self.management if path.startswith("/q/") else self.port
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            return 0

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return json.load(answer)

    def send(self, method, path, value=None):
        """Sends a request, with a body if there is a value; returns the JSON of the answer, None without."""
        body = None if value is None else json.dumps(value).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"} if body else {}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or "null")
