"""CPU time and memory of a process and its children, from Linux's /proc and CPU clocks."""

import os
import time
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def process_tree(pid: int) -> list[int]:
    """List the process and all its living descendants."""
    tree = [pid]
    for parent in tree:
        for thread in Path(f"/proc/{parent}/task").glob("*/children"):
            tree += map(int, read(thread).split())
    return tree


def cpu_seconds(pid: int) -> float:
    """User and system time of the tree, to the microsecond; that of children that ended to the clock tick.

    Linux gives each process a clock whose id is made of its pid (`clock_getcpuclockid(3)`).
    """
    total = 0.0
    for member in process_tree(pid):
        try:
            total += time.clock_gettime((~member << 3) | 2)
        except OSError:  # It has just ended; its parent counts it as reaped.
            continue
        fields = read(Path(f"/proc/{member}/stat")).rpartition(")")[2].split()
        total += TICK * sum(map(int, fields[13:15]))
    return total


def resident_bytes(pid: int) -> int:
    """Resident memory of the tree; pages shared by two processes count twice."""
    return PAGE * sum(int((read(Path(f"/proc/{member}/statm")) or "0 0").split()[1]) for member in process_tree(pid))


def read(path: Path) -> str:
    """Read the text; empty when the process is gone."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""
