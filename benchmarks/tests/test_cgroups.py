"""The choice of the kernel's controllers."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from parts.cgroups import Unavailable, controllers, descendants  # noqa: E402


class ControllersTest(unittest.TestCase):
    def test_version_2_is_taken_if_it_has_the_processor_controller(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "cgroup.controllers").write_text("cpuset cpu io memory\n")
            found, version = controllers(f"cgroup2 {folder} cgroup2 rw 0 0\n")
        self.assertEqual((2, {"cpu": Path(folder), "cpuacct": Path(folder)}), (version, found))

    def test_version_1_is_taken_if_version_2_is_beside_it_without_the_controller(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "cgroup.controllers").write_text("hugetlb\n")
            found, version = controllers(
                f"cgroup2 {folder} cgroup2 rw 0 0\ncgroup /cgroup/cpu cgroup rw,relatime,cpu 0 0\n"
                "cgroup /cgroup/cpuacct cgroup rw,relatime,cpuacct 0 0\n"
            )
        self.assertEqual((1, {"cpu": Path("/cgroup/cpu"), "cpuacct": Path("/cgroup/cpuacct")}), (version, found))

    def test_controllers_of_version_1_may_share_a_folder(self):
        found, _ = controllers("cgroup /cgroup/both cgroup rw,cpu,cpuacct 0 0\n")
        self.assertEqual({"cpu": Path("/cgroup/both"), "cpuacct": Path("/cgroup/both")}, found)

    def test_kernel_without_the_controllers_is_unavailable(self):
        with self.assertRaises(Unavailable):
            controllers("proc /proc proc rw 0 0\n")

    def test_process_is_among_the_descendants_of_its_parent(self):
        self.assertIn(os.getpid(), descendants(os.getppid()))


if __name__ == "__main__":
    unittest.main()
