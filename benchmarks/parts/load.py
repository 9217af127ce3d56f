"""The load generators and their results."""

import json
import os
import re
import subprocess
import statistics
import time

from .surroundings import OUT, ROOT, Server

LOAD = ROOT / "benchmarks" / "load"


def wrk(url, connections, seconds, script=None, **environment):
    """Runs wrk; returns requests/s, and latencies in milliseconds."""
    command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "20s"]
    command += ["-s", str(LOAD / (script or "get.lua")), url]
    done = subprocess.run(
        command,
        env={**os.environ, "LOAD": str(LOAD), "CONNECTIONS": str(connections), "RUN": format(time.time_ns() // 1000, "x"), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    result = json.loads(re.search(r"^RESULT (.*)$", done.stdout, re.M).group(1))
    if result["errors"]:
        raise RuntimeError(f"{result['errors']} of {result['requests']} requests to {url} failed")
    result["rate"] = result["requests"] / result["seconds"]
    return result


def perf_test_command(broker, queue, *options):
    jars = ROOT / "target" / "benchmark" / "marks" / "dependency" / "*"
    return ["java", "-cp", str(jars), "com.rabbitmq.perf.PerfTest", "-h", broker.uri, "--queue", queue, *options]


def perf_test(broker, queue, seconds, *options):
    """Runs RabbitMQ's PerfTest with one producer and up to 256 unconfirmed persistent messages of 250 bytes.

    The figures are the medians of its reports per second, without the first five, in which its JVM warms up."""
    command = perf_test_command(
        broker, queue, "--quorum-queue", "-s", "250", "-f", "persistent", "--confirm", "256", "-z", str(seconds), *options
    )
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures = {}
    for figure in ("confirmed", "received"):
        seconds = [int(number) for number in re.findall(figure + r": (\d+) msg/s", done.stdout)][5:]
        figures[figure] = statistics.median(seconds) if seconds else 0
    return figures


def perf_test_consumer(broker, queue):
    """A consumer that acknowledges every message of the queue until it is closed."""
    options = ("--predeclared", "-x", "0", "-y", "1", "--qos", "500")
    return Server(f"consumer-{queue}", perf_test_command(broker, queue, *options))
