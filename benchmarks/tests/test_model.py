"""The arithmetic of the capacity model, with costs that are easy to reckon with."""

import copy
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(BENCHMARKS))

from parts import model  # noqa: E402
from parts.model import Limits, Load, OutOfRange, Relays  # noqa: E402


def point(events, **processors):
    return {"events": events, **{component: processors.get(component, 0.0) for component in model.COMPONENTS}}


COSTS = {
    "idle": {**dict.fromkeys(model.COMPONENTS, 0.0), "live": 0.1, "broker": 0.2},
    "chain": {
        "single": [
            point(100, ingest=0.1, statistics=0.2, live=0.2, notification=0.1, broker=0.3, database=0.1),
            point(1000, ingest=0.55, statistics=0.65, live=0.3, notification=0.2, broker=0.75, database=0.4),
        ],
        "arrays": [point(10_000, ingest=0.5, statistics=1.0, live=0.6, notification=0.2, broker=0.4, database=1.0)],
    },
    "delivery": 10e-6,
    "delivered_bytes": 1000,
    "follower": 1e-6,
    "follower_kb": 16,
    "open": 200e-6,
    "copy": 50e-6,
    "call": {"notification": 100e-6, "database": 200e-6},
    "log": {"database_bytes": 2048, "wal_bytes": 2200},
    "memory_mb": dict.fromkeys(model.ROLES, 300),
    "connections": {role: {"broker": 2, "database": 0 if role == "ingest" else 5} for role in model.ROLES},
}
ONE_EACH = dict.fromkeys(model.ROLES, 1)


class CurveTest(unittest.TestCase):
    def test_measured_point_is_met_without_the_idle_process(self):
        self.assertAlmostEqual(0.1, model.curve(COSTS, "single", "live", 100))

    def test_rate_between_two_points_is_interpolated(self):
        self.assertAlmostEqual(0.325, model.curve(COSTS, "single", "ingest", 550))

    def test_rate_below_the_first_point_is_proportional(self):
        self.assertAlmostEqual(0.05, model.curve(COSTS, "single", "ingest", 50))

    def test_rate_beyond_the_last_point_is_refused(self):
        with self.assertRaises(OutOfRange):
            model.curve(COSTS, "single", "ingest", 1001)

    def test_noise_below_the_idle_process_is_no_gain(self):
        costs = copy.deepcopy(COSTS)
        costs["idle"]["ingest"] = 0.2
        self.assertEqual(0.0, model.curve(costs, "single", "ingest", 100))


class ProcessorsTest(unittest.TestCase):
    def test_idle_installation_costs_something(self):
        self.assertEqual(COSTS["idle"], model.processors(COSTS, Load(), ONE_EACH))

    def test_both_kinds_of_reports_add_up(self):
        found = model.processors(COSTS, Load(single=100, arrays=5_000), ONE_EACH)
        self.assertAlmostEqual(0.2 + 0.5, found["statistics"])

    def test_processes_share_the_reports(self):
        found = model.processors(COSTS, Load(single=2_000, updates_per_event=0.5), {**ONE_EACH, "ingest": 2, "statistics": 2})
        self.assertAlmostEqual(2 * 0.55, found["ingest"])

    def test_server_has_the_load_of_each_process(self):
        found = model.processors(COSTS, Load(single=200), {**ONE_EACH, "ingest": 2, "statistics": 2})
        self.assertAlmostEqual(0.2 + 2 * 0.1, found["broker"])
        self.assertAlmostEqual(2 * 0.1, found["database"])

    def test_each_process_of_live_reads_all_updates(self):
        found = model.processors(COSTS, Load(single=100), {**ONE_EACH, "live": 3})
        self.assertAlmostEqual(3 * 0.2, found["live"])
        self.assertAlmostEqual(0.2 + 0.1 + 2 * 100 * 50e-6, found["broker"])

    def test_followers_cost_deliveries_heartbeats_and_their_start(self):
        load = Load(single=100, followers=10_000, followed=2, opened=100)
        more = model.processors(COSTS, load, ONE_EACH)["live"] - model.processors(COSTS, Load(single=100), ONE_EACH)["live"]
        self.assertAlmostEqual(20_000 * 10e-6 + 10_000 * 1e-6 + 100 * 200e-6, more)

    def test_repeated_events_are_no_updates(self):
        load = Load(single=100, followers=1_000, followed=2, updates_per_event=0.5)
        self.assertAlmostEqual(0.1 + 0.05 + 1_000 * 10e-6 + 1_000 * 1e-6, model.processors(COSTS, load, ONE_EACH)["live"])

    def test_calls_cost_their_role_and_the_database(self):
        found = model.processors(COSTS, Load(calls=1_000), ONE_EACH)
        self.assertAlmostEqual(0.1, found["notification"])
        self.assertAlmostEqual(0.2, found["database"])


class PlanTest(unittest.TestCase):
    def test_smallest_number_fits(self):
        self.assertEqual([2, 7, 13, None], [model.smallest(lambda n: n >= least, 2, 100) for least in (1, 7, 13, 101)])

    def test_small_load_has_the_least_processes(self):
        self.assertEqual(dict.fromkeys(model.ROLES, 2), model.plan(COSTS, Load(single=100), Limits()).processes)

    def test_reports_are_spread_over_measured_rates(self):
        found = model.plan(COSTS, Load(arrays=45_000, updates_per_event=0.1), Limits())
        self.assertEqual(5, found.processes["statistics"])

    def test_connections_of_a_process_bound_its_followers(self):
        found = model.plan(COSTS, Load(followers=100_000), Limits())
        self.assertEqual(10, found.processes["live"])
        self.assertAlmostEqual((10 * 300 + 100_000 * 16 / 1024), found.memory_mb["live"])

    def test_deliveries_need_processors(self):
        # A million deliveries/s are 10 processors, of which each process has 2 * 0.6 - 0.2.
        found = model.plan(COSTS, Load(single=100, followers=100_000, followed=10), Limits())
        self.assertEqual(11, found.processes["live"])

    def test_update_reaches_all_followers_of_a_process_in_time(self):
        found = model.plan(COSTS, Load(followers=100_000), Limits(delivery_seconds=0.01))
        self.assertEqual(50, found.processes["live"])

    def test_connections_of_many_processes_are_the_first_limit(self):
        found = model.plan(COSTS, Load(single=100, followers=1_000_000, followed=1), Limits())
        self.assertEqual("connections of the database", found.first_limit())
        self.assertAlmostEqual((100 + 2 + 2) * 5 / 300, found.used["connections of the database"])

    def test_machines_have_enough_of_everything(self):
        limits = Limits()
        self.assertEqual(2, model.nodes(limits, 9.7, 10, 1))
        self.assertEqual(3, model.nodes(limits, 1, 100, 1))
        self.assertEqual(4, model.nodes(limits, 1, 10, 19))

    def test_updates_that_one_process_cannot_read_are_refused(self):
        costs = copy.deepcopy(COSTS)
        costs["chain"]["arrays"][0]["live"] = 1.3
        with self.assertRaises(OutOfRange):
            model.plan(costs, Load(arrays=10_000), Limits())

    def test_relays_take_the_place_of_followers(self):
        load = Load(single=100, followers=1_000_000, followed=1, opened=1_000)
        count, remaining = model.relayed(COSTS, load, Limits(), Relays(followers=20_000, deliveries=100_000))
        self.assertEqual(50, count)
        self.assertEqual((50, 0.0), (remaining.followers, remaining.opened))
        self.assertEqual(2, model.plan(COSTS, remaining, Limits()).processes["live"])


class CheckTest(unittest.TestCase):
    LOAD = {"single": 100, "followers": 1_000, "followed": 5, "calls": 100}

    def trial(self, factor):
        load = Load(**self.LOAD)
        processors = model.processors(COSTS, load, ONE_EACH)
        return {
            "name": "single reports",
            "load": self.LOAD,
            "processes": ONE_EACH,
            "processors": {name: value * factor for name, value in processors.items()},
            "memory_mb": model.memory_mb(COSTS, load, ONE_EACH),
        }

    def program(self, *arguments, trials=()):
        with tempfile.TemporaryDirectory() as folder:
            costs, runs = Path(folder) / "costs.json", Path(folder) / "trials.json"
            costs.write_text(json.dumps(COSTS))
            runs.write_text(json.dumps(trials))
            command = [sys.executable, BENCHMARKS / "capacity", arguments[0], "--costs", costs, *arguments[1:]]
            if arguments[0] == "check":
                command += ["--trials", runs]
            return subprocess.run(command, capture_output=True, text=True)

    def test_program_ends_with_0_if_every_figure_is_within_the_tolerance(self):
        done = self.program("check", trials=[self.trial(1.0), self.trial(1.19)])
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertNotIn("off", done.stdout)

    def test_program_ends_with_1_if_a_figure_is_off(self):
        done = self.program("check", trials=[self.trial(1.0), self.trial(1.3)])
        self.assertEqual(1, done.returncode)
        self.assertIn("| processors in total |", done.stdout)
        self.assertIn("| off |", done.stdout)

    def test_program_plans_the_final(self):
        done = self.program("plan")
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertIn("Not possible: connections of the database.", done.stdout)

    def test_program_plans_the_final_with_relays(self):
        done = self.program("plan", "--relays")
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        self.assertNotIn("Not possible", done.stdout)

    def test_program_names_the_measurement_that_is_missing(self):
        done = self.program("plan", "--costs", "missing.json")
        self.assertEqual(1, done.returncode)
        self.assertIn("benchmarks/run costs", done.stderr)


if __name__ == "__main__":
    unittest.main()
