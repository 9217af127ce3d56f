"""Accepted reports/s and their latency: single ones on 1 to 256 connections, and arrays of 100.

Compared on the same broker: RabbitMQ's PerfTest with messages of 250 bytes through a quorum queue, by default with one producer
and one consumer, and without the consumer; a no-op endpoint of the same process with the same body; an endpoint that publishes
each body by the stock connector and waits for its confirm; and a plain pika producer that waits for each confirm. Ingest is
measured without a consumer, and once more with a consumer that only acknowledges, like PerfTest's."""

import time

import pika

from .load import perf_test, perf_test_consumer, wrk
from .surroundings import App, Broker

CONNECTIONS = (1, 16, 64, 256)


def warm_up(app):
    for path, seconds in (("/nothing", 10), ("/stock", 10), ("/events", 30)):
        wrk(app.url + path, 256, seconds, "report.lua")
    wrk(app.url + "/events", 8, 5, "report.lua", REPORTS="100")


def stock_queue(broker):
    """Binds a quorum queue for the messages of the stock connector."""
    with pika.BlockingConnection(pika.URLParameters(broker.uri)) as connection:
        channel = connection.channel()
        channel.exchange_declare("stock", "topic", durable=True)
        channel.queue_declare("stock", durable=True, arguments={"x-queue-type": "quorum"})
        channel.queue_bind("stock", "stock", "#")


def purge(broker, *queues):
    """Empties the queues: the longer a queue without a consumer is, the more it costs the broker."""
    with pika.BlockingConnection(pika.URLParameters(broker.uri)) as connection:
        channel = connection.channel()
        for queue in queues:
            channel.queue_purge(queue)
    time.sleep(1)


def pika_confirms(broker, seconds=4):
    """Confirmed messages/s of 250 bytes of a producer that waits for each confirm."""
    with pika.BlockingConnection(pika.URLParameters(broker.uri)) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        body, persistent = b"x" * 250, pika.BasicProperties(delivery_mode=2)
        count, began = 0, time.monotonic()
        while time.monotonic() < began + seconds:
            channel.basic_publish("stock", "stock", body, persistent)
            count += 1
        return count / (time.monotonic() - began)


def pika_receives(broker, seconds=4):
    """Messages/s that a plain consumer acknowledges, with a prefetch of 100, from a filled queue."""
    with pika.BlockingConnection(pika.URLParameters(broker.uri)) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=100)
        count, began = 0, time.monotonic()
        for method, _, _ in channel.consume("pika", inactivity_timeout=1):
            if method is None or time.monotonic() > began + seconds:
                break
            channel.basic_ack(method.delivery_tag)
            count += 1
        return count / (time.monotonic() - began)


def measure(rounds):
    found = {}

    def note(name, value):
        found.setdefault(name, []).append(value)

    with Broker() as broker:
        stock_queue(broker)
        with App("ingest", "ingest", broker) as app:
            warm_up(app)
            for _ in range(rounds):
                purge(broker, "statistics")
                for connections in CONNECTIONS:
                    events = wrk(f"{app.url}/events", connections, 5, "report.lua")
                    note(f"single POSTs/s, {connections} connections", events["rate"])
                    note(f"their p99 in ms, {connections} connections", events["p99"])
                nothing = wrk(f"{app.url}/nothing", 256, 5, "report.lua")
                note("no-op POSTs/s, 256 connections", nothing["rate"])
                mark = perf_test(broker, "mark", 13, "-y", "1", "--qos", "500")
                note("PerfTest confirms/s", mark["confirmed"])
                note("PerfTest receives/s", mark["received"])
                half = wrk(f"{app.url}/events", 256, 5, "report.lua", RATE=str(events["rate"] / 2))
                note("single POSTs/s at half load", half["rate"])
                note("p99 in ms at half load", half["p99"])
                arrays = wrk(f"{app.url}/events", 8, 5, "report.lua", REPORTS="100")
                note("events/s in arrays of 100", arrays["rate"] * 100)
                note("PerfTest confirms/s without a consumer", perf_test(broker, "pika", 13, "-y", "0")["confirmed"])
                note("pika receives/s", pika_receives(broker))
                purge(broker, "pika")
                with perf_test_consumer(broker, "stock"):
                    for connections in (64, 256):
                        stock = wrk(f"{app.url}/stock", connections, 5, "report.lua")
                        note(f"stock connector POSTs/s, {connections} connections", stock["rate"])
                    note("pika confirms/s", pika_confirms(broker))
            with perf_test_consumer(broker, "statistics"):
                wrk(f"{app.url}/events", 256, 15, "report.lua")
                for _ in range(rounds):
                    events = wrk(f"{app.url}/events", 256, 5, "report.lua")
                    note("single POSTs/s, 256 connections, with a consumer", events["rate"])
    return found
