"""Deliveries/s of Server-Sent Events to the subscribers of one match, compared with Nchan; and the memory of an idle connection.

Both servers get the same events, of the same size, from a publisher with a set rate, and have the same client
(load/SseClients.java) on the same machine, so that publisher and client cost both the same. Touchline gets updates as in
production, as messages on the exchange match.updates; they are not in the database, which is not asked (the gap check has a long
interval). Nchan gets POSTs on a persistent connection. Events that are due at the same moment leave together, in one message or
one pipeline of POSTs.

The figure is the highest rate at which nothing is lost, 97 % of what is offered arrives within the time of the
measurement, and the 99th percentile of the latency, from the moment of sending to the moment the client has read it,
stays below 150 ms. The search takes steps of 30 %, then of 10 %."""

import json
import os
import resource
import socket
import subprocess
import threading
import time

import pika

from .surroundings import App, Broker, Database, Server, compiled, free_port, listens, scratch, wait_for

MODULES = "/usr/lib/nginx/modules"
MATCH = "bench"
LATEST = 150
ARRIVED = 0.97
TICK = 0.002
SUBSCRIBERS = [int(number) for number in os.environ.get("BENCHMARK_SUBSCRIBERS", "100,1000,5000,10000").split(",")]


def many_files():
    """Raises the limit of open files of this process and its children to the maximum."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def update(number):
    """An update of a goal as the statistics role writes it, with the mark for the client as its text."""
    return json.dumps(
        {
            "match": MATCH, "seq": number, "competition": "world-cup-2022", "home": "Argentina", "away": "France",
            "kind": "event",
            "event": {
                "id": "c7-00123", "source": "camera-7", "type": "football.goal", "match": MATCH, "team": "home",
                "occurredAt": "2022-12-18T15:23:10Z", "period": "first-half", "minute": 23, "stoppage": 0,
                "player": "Lionel Messi", "status": "confirmed", "revision": 1, "details": {"penalty": True},
            },
            "score": {"home": 1, "away": 0}, "shootout": None,
            "clock": {"period": "first-half", "minute": 23, "stoppage": 0}, "phase": "live", "winner": None,
            "result": None, "periods": [{"period": "first-half", "home": 1, "away": 0}],
            "title": "GOAL", "text": f"@@{time.time_ns() // 1000:016d} {number:010d}", "notify": True,
            "at": "2022-12-18T15:23:10.123456Z",
        },
        separators=(",", ":"),
    )


# The shortest data of an event, with a number of one digit; two marks are never closer to each other.
LENGTH = len(update(1))


class SseClients:
    """The client, with that many connections to one stream."""

    def __init__(self, port, path, connections, distance=None):
        command = ["java", "-Xmx256m", "-XX:+UseSerialGC", "-cp", compiled("SseClients"), "SseClients"]
        self.connections = connections
        self.process = subprocess.Popen(
            [*map(str, command), str(port), path, str(connections), str(distance or LENGTH)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.expect_open()

    def expect_open(self):
        if self.process.stdout.readline().strip() != "open":
            raise RuntimeError("not all connections were answered")

    def reconnect(self):
        """Reconnects subscribers that were cut off because they did not keep up."""
        self.send("reconnect")
        self.expect_open()

    def send(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()

    def request(self, command):
        self.send(command)
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.stdin.close()
        self.process.wait(10)


class Publisher:
    """Sends updates at an adjustable rate; {send} takes a list of them."""

    def __init__(self, send):
        self.send = send
        self.rate = 0
        self.sent = 0
        self.failure = None
        self.running = True
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        try:
            due, before = 0.0, time.monotonic()
            while self.running:
                now = time.monotonic()
                # Updates that could not be sent in time are not sent in one burst afterwards.
                due, before = min(due + (now - before) * self.rate, max(1, self.rate / 50)), now
                count = int(due)
                due -= count
                if count:
                    self.send([(self.sent + i + 1, update(self.sent + i + 1)) for i in range(count)])
                    self.sent += count
                time.sleep(TICK)
        except Exception as failure:
            self.failure = failure

    def stop(self):
        self.running = False
        self.thread.join()
        if self.failure:
            raise self.failure


class Touchline:
    """A process with the live role, and a publisher of updates."""

    path = f"/matches/{MATCH}/stream"

    def __init__(self, broker, database, options=(), **settings):
        settings = {"TOUCHLINE_LIVE_MAX_STREAMS_PER_CLIENT": "1000000", "TOUCHLINE_LIVE_GAP_CHECK_INTERVAL": "1h", **settings}
        self.app = App("live", "live", broker, database, options=options, **settings)
        self.port = self.app.port
        self.connection = pika.BlockingConnection(pika.URLParameters(broker.uri))
        self.channel = self.connection.channel()
        self.publisher = Publisher(self.send)

    def send(self, updates):
        body = ",".join(f'{{"position":{number},"update":{text}}}' for number, text in updates)
        self.channel.basic_publish("match.updates", "", f"[{body}]".encode())
        self.connection.process_data_events(0)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        try:
            self.publisher.stop()
        finally:
            self.connection.close()
            self.app.stop()


class Nchan(Server):
    """Debian's nginx with the module nchan; one worker per processor by default."""

    path = "/follow"

    def __init__(self, workers="auto"):
        self.port = free_port()
        folder = scratch("nchan")
        (folder / "nginx.conf").write_text(f"""
            daemon off;
            pid {folder}/pid;
            error_log {folder}/error.log;
            load_module {MODULES}/ngx_nchan_module.so;
            worker_processes {workers};
            worker_rlimit_nofile {resource.getrlimit(resource.RLIMIT_NOFILE)[1]};
            events {{ worker_connections 16384; }}
            http {{
                access_log off;
                keepalive_requests 1000000000;
                keepalive_timeout 1h;
                client_header_timeout 1h;
                client_body_temp_path {folder};
                proxy_temp_path {folder};
                fastcgi_temp_path {folder};
                uwsgi_temp_path {folder};
                scgi_temp_path {folder};
                nchan_shared_memory_size 512M;
                server {{
                    listen 127.0.0.1:{self.port} backlog=4096;
                    location = /publish {{
                        nchan_publisher;
                        nchan_channel_id {MATCH};
                        nchan_message_buffer_length 1000;
                        nchan_message_timeout 1m;
                    }}
                    location = /follow {{
                        nchan_subscriber eventsource;
                        nchan_channel_id {MATCH};
                        nchan_subscriber_first_message newest;
                    }}
                }}
            }}
        """)
        super().__init__("nchan", ["/usr/sbin/nginx", "-p", folder, "-c", folder / "nginx.conf"], folder=folder)
        wait_for("Nchan", lambda: self.check() and listens(self.port))
        self.connection = socket.create_connection(("127.0.0.1", self.port))
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.publisher = Publisher(self.send)
        self.answers = b""

    def send(self, updates):
        requests = []
        for _, text in updates:
            requests.append(f"POST /publish HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(text)}\r\n\r\n{text}")
        self.connection.sendall("".join(requests).encode())
        answered = 0
        while answered < len(updates):
            got = self.connection.recv(65536)
            if not got or b" 4" in got[8:10] or b" 5" in got[8:10]:
                raise RuntimeError(f"Nchan refuses: {got[:200]}")
            self.answers += got
            answered += self.answers.count(b"HTTP/1.1 ")
            self.answers = self.answers[-8:] if not self.answers.endswith(b"HTTP/1.1 ") else b""

    def __exit__(self, *failure):
        try:
            self.publisher.stop()
        finally:
            self.connection.close()
            super().__exit__(*failure)


def outstanding(clients, publisher, since):
    """The number of events that were sent and not delivered yet, over all clients."""
    if publisher.failure:
        raise publisher.failure
    return (publisher.sent - since[0]) * clients.connections - (clients.request("count") - since[1])


def approach(clients, publisher, seconds, rate):
    """Warms a server up near its limit: raises the rate while it keeps up, lowers it when it falls behind; returns the rate."""
    since = (publisher.sent, clients.request("count"))
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        clients.reconnect()
        publisher.rate = rate
        time.sleep(0.5)
        behind = outstanding(clients, publisher, since) / clients.connections / rate
        rate *= 1.15 if behind < 0.1 else 0.7
    publisher.rate = 0
    drained(clients, publisher, since)
    return rate


def drained(clients, publisher, since, seconds=10):
    """Waits until everything is delivered; returns the number of events that were not."""
    time.sleep(0.1)
    end = time.monotonic() + seconds
    while (missing := outstanding(clients, publisher, since)) > 0 and time.monotonic() < end:
        time.sleep(0.1)
    return missing


def at_rate(clients, publisher, rate, seconds):
    """The result of one rate."""
    clients.reconnect()
    since = (publisher.sent, clients.request("count"))
    publisher.rate = rate
    time.sleep(1)
    sent = publisher.sent
    clients.send("begin")
    time.sleep(seconds)
    result = clients.request("end")
    result["offered"] = (publisher.sent - sent) * clients.connections / result["seconds"]
    publisher.rate = 0
    # Subscribers that were cut off during the measurement are counted when no more deliveries arrive.
    missing = drained(clients, publisher, since)
    result["events"] = result["rate"] / clients.connections
    result["sustained"] = (
        result["p99"] < LATEST
        and result["rate"] >= ARRIVED * result["offered"]
        and result["offered"] >= 0.9 * rate * clients.connections
        and result["lost"] + result["doubled"] + result["misordered"] == 0
        and result["open"] == clients.connections
        and missing == 0
    )
    return result


def highest(clients, publisher, rate, seconds=3, factors=(1.3, 1.1)):
    """The result of the highest sustained rate."""
    best, failed = None, None
    for factor in factors:
        while True:
            result = at_rate(clients, publisher, rate, seconds)
            if result["sustained"]:
                best, passed = result, rate
                rate *= factor
                if failed and rate >= failed * 0.99:
                    break
            else:
                failed = rate
                if best or rate < 1:
                    break
                rate /= factor
        if not best:
            raise RuntimeError(f"no rate is sustained: {result}")
        rate = passed * 1.1
    return best


def fan_out(server, subscribers, warm_up, rounds):
    """Deliveries/s and their latency, for a running server (Touchline or Nchan): a result per round."""
    many_files()
    with SseClients(server.port, server.path, subscribers) as clients:
        rate = approach(clients, server.publisher, warm_up, 20_000 / subscribers)
        results = [highest(clients, server.publisher, rate)]
        while len(results) < rounds:
            # The search starts near the rate that the previous round sustained.
            rate = results[-1]["events"]
            results.append(highest(clients, server.publisher, rate, factors=(1.1,)))
        return results


def measure(rounds):
    found = {}
    with Broker() as broker, Database() as database, Touchline(broker, database) as ours, Nchan() as nchan:
        fan_out(ours, 1_000, 20, 1)
        for subscribers in SUBSCRIBERS:
            for name, server in (("", ours), ("Nchan's ", nchan)):
                results = fan_out(server, subscribers, 6, rounds)
                found[f"{name}deliveries/s, {subscribers:,} subscribers"] = [result["rate"] for result in results]
                found[f"{name}p99 in ms, {subscribers:,} subscribers"] = [result["p99"] for result in results]
    with Broker() as broker, Database() as database:
        found["kB of an idle connection"] = []
        for _ in range(rounds):
            with Touchline(broker, database) as ours:
                # The first connections allocate what all connections share.
                idle_memory(ours, 500)
                found["kB of an idle connection"].append(idle_memory(ours, 5_000)["kb_each"])
    return found


def idle_memory(server, connections):
    """The memory of an idle connection, by the resident set after garbage collections."""
    many_files()
    before = settled_kb(server.app)
    with SseClients(server.port, server.path, connections):
        time.sleep(2)
        after = settled_kb(server.app)
    return {
        "connections": connections,
        "before_kb": before,
        "after_kb": after,
        "kb_each": (after - before) / connections,
    }


def settled_kb(app):
    for _ in range(2):
        subprocess.run(["jcmd", str(app.process.pid), "GC.run"], check=True, stdout=subprocess.DEVNULL)
        time.sleep(0.5)
    return app.memory_kb()
