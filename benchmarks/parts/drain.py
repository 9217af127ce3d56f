"""Reports/s that one process of the statistics role stores and publishes as updates: with an empty log, and with five
million events in it.

Reports come from ingest. The process is warmed up by keeping up with ingest. In each round it is suspended (SIGSTOP), ingest
fills the queue, and it is resumed. The rate is the number of updates stored between one second after that and the last tenth of
the backlog. Before each round with an empty log, RabbitMQ's PerfTest has the machine to itself, as in the part for ingest. The
five million events are written by SQL with the columns, indexes and texts of real rows, since only their number matters."""

import os
import signal
import time

from .load import perf_test, wrk
from .surroundings import App, Broker, Database, wait_for

WARM_UP_SECONDS = 40
FILL_SECONDS = 7
STORED = 5_000_000
CHUNK = 500_000


class Drain:
    def __init__(self, database, ingest, statistics):
        self.database = database
        self.ingest = ingest
        self.statistics = statistics
        self.accepted = 0

    def report(self, seconds):
        self.accepted += wrk(f"{self.ingest.url}/events", 8, seconds, "report.lua", REPORTS="100")["requests"] * 100

    def stored(self):
        return int(self.database.query("SELECT coalesce(max(seq_sum), 0) FROM (SELECT sum(seq) AS seq_sum FROM match) m"))

    def all_stored(self, seconds=300):
        wait_for("everything stored", lambda: self.stored() >= self.accepted, seconds)

    def rate(self):
        os.kill(self.statistics.process.pid, signal.SIGSTOP)
        before = self.accepted
        self.report(FILL_SECONDS)
        os.kill(self.statistics.process.pid, signal.SIGCONT)
        time.sleep(1)
        first, began = self.stored(), time.monotonic()
        last = before + (self.accepted - before) * 0.9
        now = first
        while now < last:
            time.sleep(0.2)
            now = self.stored()
        rate = (now - first) / (time.monotonic() - began)
        self.all_stored()
        return rate


def fill_log(database):
    """Adds to the log until it has {STORED} events, of many matches that are over."""
    content = (
        """'{"id":"' || id || '","source":"camera-1","type":"football.shot","match":"' || match || '","occurredAt":"""
        """"2026-11-23T15:12:10Z","period":"first-half","minute":12,"stoppage":0,"team":"home","player":"Player 12","""
        """"assist":null,"status":"confirmed","revision":1,"details":{"speed":92}}'"""
    )
    update = (
        """'{"match":"' || match || '","seq":' || seq || ',"competition":null,"home":null,"away":null,"kind":"event","""
        """"event":' || content || ',"score":{"home":0,"away":0},"shootout":null,"clock":{"period":"first-half","""
        """"minute":44,"stoppage":0},"phase":"live","winner":null,"result":null,"""
        """"periods":[{"period":"first-half","home":0,"away":0}],"title":"Shot","text":"Player 12","notify":false,"""
        """"at":"2026-11-23T18:12:10.123456Z"}'"""
    )
    while (missing := STORED - int(database.query("SELECT count(*) FROM event"))) > 0:
        count = min(CHUNK, missing)
        position = int(database.query(f"SELECT setval('feed_position', last_value + {count}) - {count} FROM feed_position"))
        database.query(
            f"""
            CREATE TEMPORARY TABLE old AS
            SELECT *, {update} AS update FROM (
                SELECT *, {content} AS content FROM (
                    SELECT 'camera-' || n % 8 AS source, 'old-' || {position} + n AS id,
                           'old-' || ({position} + n) / 1000 AS match, ({position} + n) % 1000 + 1 AS seq,
                           {position} + n AS position, now() AS at
                    FROM generate_series(1, {count}) AS n
                ) numbered
            ) written;
            INSERT INTO event (source, id, revision, match, type, content, received_at, stored_at, seq, position, update)
            SELECT source, id, 1, match, 'football.shot', content::json, at, at, seq, position, update::json FROM old;
            INSERT INTO incident (source, id, match, revision, content, received_at, seq, period_order, minute, stoppage)
            SELECT source, id, match, 1, content::json, at, seq, 0, 12, 0 FROM old;
            """
        )
    # A log that grew in operation would have been vacuumed; otherwise autovacuum would run during the measurement.
    for table in ("event", "incident"):
        database.query(f"VACUUM (ANALYZE) {table}")
    database.query("CHECKPOINT")


def measure(rounds):
    found = {}
    with Broker() as broker, Database() as database:
        with App("ingest", "ingest", broker) as ingest, App("statistics", "statistics", broker, database) as statistics:
            drain = Drain(database, ingest, statistics)
            drain.report(WARM_UP_SECONDS)
            drain.all_stored()
            for _ in range(rounds):
                mark = perf_test(broker, "mark", 13, "-y", "1", "--qos", "500")
                found.setdefault("PerfTest receives/s before it", []).append(mark["received"])
                found.setdefault("stored events/s at the start", []).append(drain.rate())
            fill_log(database)
            drain.rate()
            found["stored events/s at 5 million"] = [drain.rate() for _ in range(rounds)]
            found["events stored at the end"] = [int(database.query("SELECT count(*) FROM event"))]
    return found
