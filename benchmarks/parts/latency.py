"""Latency of an event, from the moment at which its POST is due to the moment at which a subscriber has read it, at a steady
1,000 events/s of one match with 100 subscribers. One process has all roles; broker and database are on the same machine, and
everything is durable."""

import time

from .reporter import report
from .streams import SseClients, many_files
from .surroundings import App, Broker, Database, wait_for

RATE = 1_000
SUBSCRIBERS = 100
MATCH = "bench"
# Touchline's update is longer, and contains the mark once.
DISTANCE = 500


def warm_up(app):
    """Raises the rate in steps, because a JVM that was just started cannot keep up with the final one."""
    stored = 0
    for rate, seconds in ((50, 5), (200, 8), (500, 15), (RATE, 90)):
        stored += report(app.port, MATCH, rate, seconds, f"warm-{rate}")["accepted"]
        wait_for("what was reported", lambda: app.get(f"/matches/{MATCH}")["seq"] >= stored)


def measure(rounds):
    found = {"POST to screen, p50 in ms": [], "POST to screen, p99 in ms": []}
    many_files()
    with Broker() as broker, Database() as database:
        with App("all", "ingest,statistics,live", broker, database) as app:
            # The same subscribers in all rounds, because their client has to be warm too.
            with SseClients(app.port, f"/matches/{MATCH}/stream", SUBSCRIBERS, DISTANCE) as clients:
                warm_up(app)
                for number in range(rounds):
                    clients.send("begin")
                    reported = report(app.port, MATCH, RATE, 10, f"round-{number}")
                    time.sleep(2)
                    result = clients.request("end")
                    if reported["refused"] or result["deliveries"] != reported["accepted"] * SUBSCRIBERS:
                        raise RuntimeError(f"{result['deliveries']} deliveries of {reported}")
                    found["POST to screen, p50 in ms"].append(result["p50"])
                    found["POST to screen, p99 in ms"].append(result["p99"])
    return found
