"""`python -m tests.bench [NAME…]`: run the benchmarks, or those named, and print the table.

`python -m tests.bench compare CHECKOUT [NAME…]`: an earlier commit beside this one.
Exit code 1 when a figure misses its bound.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import (
    compare,
    crowd,
    dialogs,
    file_upload,
    finding,
    first_token,
    followers,
    forking,
    holding,
    hostile,
    installed,
    keys,
    large,
    listing,
    opening,
    pages,
    reader,
    reply,
    requests,
    search,
    startup,
    unread,
    uploads,
    waiting,
)
from tests.bench.bench import Bench, opened
from tests.bench.row import HEADINGS, Row, line, shown

BENCHMARKS: dict[str, Callable[[Bench], Awaitable[list[Row]]]] = {
    "startup": startup.measure,
    "keys": keys.measure,
    "reply": reply.measure,
    "echo": reply.measure_echo,
    "opening": opening.measure,
    "listing": listing.measure,
    "search": search.measure,
    "finding": finding.measure,
    "first_token": first_token.measure,
    "installed": installed.measure,
    "requests": requests.measure,
    "crowd": crowd.measure,
    "pages": pages.measure,
    "reader": reader.measure,
    "forking": forking.measure,
    "holding": holding.measure,
    "hostile": hostile.measure,
    "large": large.measure,
    "followers": followers.measure,
    "uploads": uploads.measure,
    "file_upload": file_upload.measure,
    "unread": unread.measure,
    "dialogs": dialogs.measure,
    "waiting": waiting.measure,
}


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Ours beside the bare figures.")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHMARKS], metavar="NAME", help=" ".join(BENCHMARKS))
    parser.add_argument("--runs", type=int, default=5, help="the table shows medians of so many (5)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the large databases")
    parser.add_argument(
        "--cache", type=Path, default=Path(tempfile.gettempdir()) / "assistant-chat-bench", help="databases made once"
    )
    return parser.parse_args()


async def main(options: argparse.Namespace) -> int:
    """Print each row as it is known."""
    print(line(*HEADINGS), flush=True)
    missed = 0
    async with opened(options.runs, options.quick, options.cache) as bench:
        for name in options.names or [one for one in BENCHMARKS if one != "echo"]:  # which is a part of reply
            for row in await BENCHMARKS[name](bench):
                print(shown(row), flush=True)
                missed += not row.held
    print(f"{missed} missed; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, medians of {options.runs}")
    return 1 if missed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["compare"]:
        sys.exit(compare.run(sys.argv[2:]))
    sys.exit(asyncio.run(main(arguments())))
