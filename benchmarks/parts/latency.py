"""How late an event is on the screens: from the moment at which its POST is due to the moment at which a follower has
read it, at a steady 1,000 events a second of one match with 100 followers. One process takes the reports, stores them
and tells of them; the broker and the database are beside it, and everything is durable."""

import time

from .reporter import report
from .streams import Followers, many_files
from .surroundings import App, Broker, Database, wait_for

RATE = 1_000
SUBSCRIBERS = 100
MATCH = "bench"
# The data of an update of ours is longer, and has the mark once.
DISTANCE = 500


def warm_up(app):
    """Faster and faster: a process that was just started cannot do what it can a minute later."""
    stored = 0
    for rate, seconds in ((50, 5), (200, 8), (500, 15), (RATE, 90)):
        stored += report(app.port, MATCH, rate, seconds, f"warm-{rate}")["accepted"]
        wait_for("what was reported", lambda: app.get(f"/matches/{MATCH}")["seq"] >= stored)


def measure(rounds):
    found = {"POST to screen, p50 in ms": [], "POST to screen, p99 in ms": []}
    many_files()
    with Broker() as broker, Database() as database:
        with App("all", "ingest,statistics,live", broker, database) as app:
            # The same followers all the time: their client has to be warm, too.
            with Followers(app.port, f"/matches/{MATCH}/stream", SUBSCRIBERS, DISTANCE) as followers:
                warm_up(app)
                for number in range(rounds):
                    followers.tell("begin")
                    reported = report(app.port, MATCH, RATE, 10, f"round-{number}")
                    time.sleep(2)
                    result = followers.ask("end")
                    if reported["refused"] or result["deliveries"] != reported["accepted"] * SUBSCRIBERS:
                        raise RuntimeError(f"{result['deliveries']} deliveries of {reported}")
                    found["POST to screen, p50 in ms"].append(result["p50"])
                    found["POST to screen, p99 in ms"].append(result["p99"])
    return found
