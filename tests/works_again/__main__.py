"""`python -m tests.works_again [NAME…]`: run the programs, or those of these frameworks, and record what ran.

A NAME is a part of a framework's name. Renews `record.json` and the table in README. Exit code 1 when a program that
could be installed did not pass; one that cannot be installed here is said so and counts as nothing.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.readme import README, renewed
from tests.works_again.frameworks import FRAMEWORKS, Framework
from tests.works_again.installing import NotInstalledError, install
from tests.works_again.record import Row, read_record, write_record
from tests.works_again.trying import NotPassedError, run_program


def chosen(names: Sequence[str]) -> list[Framework]:
    """Return the frameworks with one of these names, all without a name."""
    return [one for one in FRAMEWORKS if not names or any(name.lower() in one.name.lower() for name in names)]


async def tried(framework: Framework, needs: tuple[str, ...]) -> Row:
    """Install and run one version of a framework."""
    with TemporaryDirectory(prefix="works-again-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        done = await run_program(await install(framework.path, needs, folder), folder)
    return Row(
        name=framework.name,
        needs=needs,
        version=done.version,
        ran=done.ran,
        later=framework.later,
        date=datetime.now(UTC).date().isoformat(),
    )


async def tried_all(frameworks: Sequence[Framework]) -> tuple[list[Row], int]:
    """Try every version, one after the other; return the rows to record, and how many versions failed."""
    earlier = {(row.name, row.needs): row for row in read_record()}
    rows: list[Row] = []
    failed = 0
    for framework in FRAMEWORKS:
        for needs in framework.versions:
            row = earlier.get((framework.name, needs))
            known = [row] if row else []
            if framework not in frameworks:
                rows += known
                continue
            print(f"{framework.name}: {' '.join(needs)}", flush=True)
            try:
                row = await tried(framework, needs)
            except NotInstalledError as error:
                rows += known  # it ran on another machine, on the day it says
                print(f"  not installed here: {error}", flush=True)
            except NotPassedError as error:
                failed += 1
                print(f"  FAILED: {error}", flush=True)
            else:
                rows.append(row)
                print(f"  {row.version}: {', '.join(row.ran)}", flush=True)
    return rows, failed


def main() -> int:
    """Run, record, renew README."""
    parser = argparse.ArgumentParser(prog="python -m tests.works_again", description="Programs of others, unmodified.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(one.name for one in FRAMEWORKS))
    frameworks = chosen(parser.parse_args().names)
    if not frameworks:
        parser.error("no framework has such a name")
    rows, failed = asyncio.run(tried_all(frameworks))
    write_record(rows)
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
