"""Reports a goal with the standard library: report.py [http://localhost:8080 [match]]"""
import json, sys, time
from urllib.error import HTTPError
from urllib.request import Request, urlopen

url, match = (sys.argv[1:] + ["http://localhost:8080", "fra-arg"][len(sys.argv) - 1:])[:2]
goal = {"id": "py-1", "source": "example/python", "type": "football.goal", "match": match,
        "minute": 23, "team": "home", "player": "Ada"}
request = Request(url + "/events", json.dumps(goal).encode(), {"Content-Type": "application/json"})

while True:
    pause = 1
    try:
        with urlopen(request, timeout=20) as answer:
            print(answer.status, answer.read().decode())
            break  # 202: accepted
    except HTTPError as error:
        if error.code not in (429, 503):
            sys.exit(f"{error.code} {error.read().decode()}")  # correct the report
        pause = int(error.headers.get("Retry-After", 1))
    except OSError as error:  # no or a lost connection: the report may have been accepted
        print(error, file=sys.stderr)
    time.sleep(pause)  # and send the same report again, which is harmless
