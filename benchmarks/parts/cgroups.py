"""Control groups: the processor time of the processes of a server, and a quota of it. The controllers cpu and cpuacct of version
1, or cpu of version 2, whichever the kernel has mounted below /sys/fs/cgroup. Groups can be made by root only."""

import os
import time
from pathlib import Path

MOUNTS = Path("/proc/mounts")
# The kernel refuses quotas of less than a millisecond. Short periods, because a process that has used its quota up keeps its
# locks in the database until the next period.
PERIOD_MICROS = 20_000
MIN_QUOTA_MICROS = 1_000


class Unavailable(Exception):
    """The reason why there are no control groups."""


def controllers(mounts):
    """The folders of cpu and cpuacct, and the version; from the text of /proc/mounts."""
    first = {}
    for line in mounts.splitlines():
        _, folder, kind, options = line.split()[:4]
        if kind == "cgroup2" and "cpu" in _words(Path(folder) / "cgroup.controllers"):
            return {"cpu": Path(folder), "cpuacct": Path(folder)}, 2
        if kind == "cgroup":
            for name in {"cpu", "cpuacct"} & set(options.split(",")):
                first.setdefault(name, Path(folder))
    if len(first) < 2:
        raise Unavailable("the kernel has mounted neither cpu and cpuacct of cgroups v1 nor cpu of cgroups v2")
    return first, 1


def _words(file):
    try:
        return file.read_text().split()
    except OSError:
        return []


def unavailable():
    """Why there are no control groups that this process may use; None if there are."""
    try:
        with Group("probe") as probe:
            probe.limit(0.5)
            probe.used()
    except Unavailable as reason:
        return str(reason)
    except OSError as failure:
        return f"control groups cannot be made: {failure}"
    return None


def descendants(pid):
    """The process and all processes below it."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                # The name of the program, in parentheses, may contain spaces.
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            # A process that has ended is in no group any more.
            if state != "Z":
                children.setdefault(int(parent), []).append(int(entry.name))
    found, pending = [], [pid]
    while pending:
        found.append(pending.pop())
        pending += children.get(found[-1], [])
    return found


class Group:
    """A group of processes, which must have ended when it is closed."""

    def __init__(self, name):
        folders, self.version = controllers(MOUNTS.read_text())
        name = f"touchline-benchmark-{os.getpid()}-{name}"
        self.cpu, self.accounting = (folders[controller] / name for controller in ("cpu", "cpuacct"))
        self.folders = list(dict.fromkeys([self.cpu, self.accounting]))
        if self.version == 2 and "cpu" not in _words(folders["cpu"] / "cgroup.subtree_control"):
            (folders["cpu"] / "cgroup.subtree_control").write_text("+cpu")
        for folder in self.folders:
            folder.mkdir()

    def add(self, pid):
        """Moves the process, and all processes below it. Processes that they start later are in the group from the start."""
        # A process may have started another one before it was moved.
        while outside := [each for each in descendants(pid) if str(each) not in self.members()]:
            for each in outside:
                for folder in self.folders:
                    try:
                        (folder / "cgroup.procs").write_text(str(each))
                    except ProcessLookupError:
                        pass
        return self

    def members(self):
        inside = [set(_words(folder / "cgroup.procs")) for folder in self.folders]
        return set.intersection(*inside)

    def limit(self, processors=None):
        """Bounds the processor time to that many processors; None removes the bound."""
        period = PERIOD_MICROS
        quota = None
        if processors is not None:
            period = max(period, round(MIN_QUOTA_MICROS / processors))
            quota = round(period * processors)
        if self.version == 2:
            (self.cpu / "cpu.max").write_text(f"{quota or 'max'} {period}")
        else:
            # Without a quota the period can be changed, whatever the quota was.
            (self.cpu / "cpu.cfs_quota_us").write_text("-1")
            (self.cpu / "cpu.cfs_period_us").write_text(str(period))
            if quota:
                (self.cpu / "cpu.cfs_quota_us").write_text(str(quota))

    def used(self):
        """Processor seconds since the group was made."""
        if self.version == 2:
            return self.statistics()["usage_usec"] / 1e6
        return int((self.accounting / "cpuacct.usage").read_text()) / 1e9

    def periods(self):
        """The periods in which the group had work, and those of them in which its quota was used up."""
        found = self.statistics()
        return found["nr_periods"], found["nr_throttled"]

    def statistics(self):
        words = (self.cpu / "cpu.stat").read_text().split()
        return dict(zip(words[::2], map(int, words[1::2])))

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        for folder in self.folders:
            end = time.monotonic() + 10
            while folder.exists():
                try:
                    folder.rmdir()
                except OSError:
                    # The kernel needs a moment for processes that have just ended.
                    if time.monotonic() > end:
                        raise
                    time.sleep(0.1)


class Usage:
    """The processors that groups used since this was made or restarted."""

    def __init__(self, groups):
        self.groups = groups
        self.restart()

    def restart(self):
        self.began = time.monotonic()
        self.before = {name: group.used() for name, group in self.groups.items()}
        self.periods = {name: group.periods() for name, group in self.groups.items()}

    def seconds(self):
        return time.monotonic() - self.began

    def processors(self):
        """Processors of each group: 0.5 is half of one."""
        seconds = self.seconds()
        return {name: (group.used() - self.before[name]) / seconds for name, group in self.groups.items()}

    def exhausted(self):
        """For each group, the part of the periods with work in which it used its quota up."""
        found = {}
        for name, group in self.groups.items():
            periods, throttled = (now - then for now, then in zip(group.periods(), self.periods[name]))
            found[name] = throttled / periods if periods else 0.0
        return found
