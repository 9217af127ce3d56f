"""Two runs of a whole installation under mixed loads, in target/benchmark/out/trials.json. They feed nothing into the capacity model:
`benchmarks/capacity check` compares its prediction with them."""

import contextlib
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from .cgroups import unavailable
from .costs import medians, warm_up
from .installation import Installation
from .model import COMPONENTS
from .streams import many_files
from .surroundings import OUT, wait_for

LIVE = 2
SECONDS = 20
# Requests/s of reports of other matches; reports/s of the followed match; followers of each process of live; subscriptions.
TRIALS = {
    "single reports": {"kind": "single", "rate": 300, "followed": 10, "followers": 500, "subscriptions": 20},
    "arrays": {"kind": "arrays", "rate": 15, "followed": 5, "followers": 1_500, "subscriptions": 10},
}


def trial(installation, kind, rate, followed, followers, subscriptions):
    """One run: the load as it was, and the processors meanwhile."""
    installation.subscribe(subscriptions)
    with installation.followers(followers) as clients, ThreadPoolExecutor(1) as other:
        time.sleep(2)
        for each in clients:
            each.send("begin")
        called = installation.delivered()
        usage = installation.usage()
        background = other.submit(installation.report, kind, rate, SECONDS)
        of_followed = installation.report_followed(followed, SECONDS)
        of_others = background.result()
        wait_for("the calls", lambda: installation.delivered() - called >= of_followed * subscriptions, 30, every=0.5)
        processors, seconds = usage.processors(), usage.seconds()
        results = [each.request("end") for each in clients]
    for result in results:
        if result["deliveries"] != of_followed * followers:
            raise RuntimeError(f"{result['deliveries']} deliveries of {of_followed} reports to {followers} followers")
    installation.unsubscribe()
    rates = {"single": of_followed / seconds, "arrays": 0.0}
    rates[kind] += of_others / seconds
    return {
        "load": {
            **rates,
            "followers": followers * len(clients),
            "followed": of_followed / seconds,
            "calls": of_followed * subscriptions / seconds,
        },
        "processors": {name: processors[name] for name in COMPONENTS},
        "memory_mb": installation.memory_mb(),
    }


def measure(rounds):
    if reason := unavailable():
        print(f"  skipped: {reason}", file=sys.stderr, flush=True)
        return {}
    many_files()
    with contextlib.ExitStack() as stack:
        installation = Installation(stack, live=LIVE)
        warm_up(installation)
        runs = {name: [] for name in TRIALS}
        for _ in range(rounds):
            for name, settings in TRIALS.items():
                runs[name].append(trial(installation, **settings))
        found = [{"name": name, "processes": installation.processes(), **medians(values)} for name, values in runs.items()]
    (OUT / "trials.json").write_text(json.dumps(found, indent=1))
    return {
        f"processors of {part} in the trial of {name}": [run["processors"][part] for run in values]
        for name, values in runs.items()
        for part in COMPONENTS
    }
