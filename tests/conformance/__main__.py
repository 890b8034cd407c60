"""`python -m tests.conformance`: measure this server against OpenAI's description, and write the figure.

It prints the share by part and every gap, and writes `result.json` and the badge of README. With `--requests N` it
sends N generated requests instead; the seed is printed. `--seed S` generates the same ones again, as far as ids and the
order of answers allow it; a fault is printed with its request.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

from tests.conformance import report
from tests.conformance.bad_input.sending import send_generated
from tests.conformance.measuring.measure import measure

SEED_BITS = 32


def main() -> int:
    """Run what the command line says; 1 if a served item is a gap, or a request was answered badly."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance")
    parser.add_argument("--requests", type=int, metavar="N", help="send N generated requests instead of measuring")
    parser.add_argument("--seed", type=int, default=secrets.randbits(SEED_BITS))
    options = parser.parse_args()
    if options.requests is not None:
        return send(options.requests, options.seed)
    result = report.summarize(asyncio.run(measure()))
    print("\n".join(report.lines(result)))
    report.RESULT.write_bytes(report.as_json(result))
    report.BADGE.write_text(report.badge(result), encoding="utf-8")
    return int(result.total.passed_of_served < result.total.served)


def send(count: int, seed: int) -> int:
    """Send generated requests, and say what was answered."""
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory() as folder:
        sent = asyncio.run(send_generated(Path(folder), count, seed))
    print(", ".join(f"{number} × {status}" for status, number in sorted(sent.statuses.items())))
    print("\n".join(sent.faults) or "No answer of 5xx, no trace in an answer or the log.")
    return int(bool(sent.faults))


if __name__ == "__main__":
    sys.exit(main())
