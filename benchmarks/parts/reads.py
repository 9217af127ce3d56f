"""GETs/s of a match in memory, compared with a no-op endpoint of the same process."""

from .load import wrk
from .surroundings import App, Broker, Database, wait_for

MATCH = "bench"
CONNECTIONS = 64
ANNOUNCEMENT = {
    "sport": "football", "competition": "world-cup-2022", "stage": "Final", "home": "Argentina", "away": "France",
    "kickOff": "2022-12-18T15:00:00Z", "venue": "Lusail",
}


def measure(rounds):
    found = {"GET of a match/s": [], "no-op GET/s": [], "p99 in ms of the GET of a match": []}
    with Broker() as broker, Database() as database:
        with App("all", "ingest,statistics,live", broker, database) as app:
            app.send("PUT", f"/matches/{MATCH}", ANNOUNCEMENT)
            wait_for("the match", lambda: app.status(f"/matches/{MATCH}") == 200)
            wrk(f"{app.url}/nothing", CONNECTIONS, 15)
            wrk(f"{app.url}/matches/{MATCH}", CONNECTIONS, 20)
            for _ in range(rounds):
                nothing = wrk(f"{app.url}/nothing", CONNECTIONS, 5)
                match = wrk(f"{app.url}/matches/{MATCH}", CONNECTIONS, 5)
                found["no-op GET/s"].append(nothing["rate"])
                found["GET of a match/s"].append(match["rate"])
                found["p99 in ms of the GET of a match"].append(match["p99"])
    return found
