"""What makes the load, and what it says it measured."""

import json
import os
import re
import subprocess
import time

from .surroundings import ROOT

LOAD = ROOT / "benchmarks" / "load"


def wrk(url, connections, seconds, script=None, **environment):
    """Runs wrk; its rate is in requests a second, its latencies in milliseconds."""
    command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s"]
    command += ["-s", str(LOAD / (script or "get.lua")), url]
    done = subprocess.run(
        command,
        env={**os.environ, "RUN": format(time.time_ns() // 1000, "x"), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(re.search(r"^RESULT (.*)$", done.stdout, re.M).group(1))
    if result["errors"]:
        raise RuntimeError(f"{result['errors']} of {result['requests']} requests to {url} failed")
    result["rate"] = result["requests"] / result["seconds"]
    return result
