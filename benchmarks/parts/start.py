"""Seconds until liveness, and resident memory at rest: of a process with all roles and of one with ingest alone, on the JVM with
the heap and the collector of a pod."""

import time

from .surroundings import App, Broker, Database

ROLES = {"all roles": "ingest,statistics,live,notification", "ingest alone": "ingest"}


def measure(rounds):
    found = {}
    with Broker() as broker, Database() as database:
        for name, roles in ROLES.items():
            for _ in range(rounds):
                with App("start", roles, broker, database) as app:
                    time.sleep(3)
                    found.setdefault(f"seconds to be alive, {name}", []).append(app.seconds_to_alive)
                    found.setdefault(f"resident MB at rest, {name}", []).append(app.memory_kb() / 1024)
    return found
