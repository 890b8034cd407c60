"""One program against one server: `assistant-chat serve` as a user starts it, with the fake model behind it."""

import asyncio
import os
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.cli.program import COMMAND, Program
from tests.fake_model import FakeModel
from tests.works_again.answers import MODELS, answer
from tests.works_again.commands import output_of
from tests.works_again.installing import Installed

START_S = 120.0
RUN_S = 600.0
"""How long a program may take: on a busy machine some need a minute to be imported, and some poll once a second."""
RUN_MADE = re.compile(r"POST \S*/threads/(\w+/)?runs\S* 200\b")


class NotPassedError(Exception):
    """The program did not come to its end; the text says why."""


class Passed(NamedTuple):
    """The version that the program found, and what it did."""

    version: str
    ran: tuple[str, ...]


@asynccontextmanager
async def served(folder: Path, log: Path) -> AsyncGenerator[str]:
    """Serve with data in the folder and a log of the requests; yield the base URL."""
    async with FakeModel(answer, models=MODELS) as model:
        environment = Program(folder, model.base_url).environment
        with log.open("wb") as err:
            process = await asyncio.create_subprocess_exec(
                COMMAND,
                "serve",
                *("--port", "0", "--access-log"),
                cwd=folder,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=err,
            )
        try:
            assert process.stdout is not None
            async with asyncio.timeout(START_S):
                line = await process.stdout.readline()
            yield line.decode().split()[-1]
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()


async def run_program(installed: Installed, folder: Path) -> Passed:
    """Run an installed program to its end, with a home of its own. Raises `NotPassedError`."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    log = folder / "requests.log"
    async with served(home, log) as url:
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        environment |= {"HOME": str(home), "OPENAI_BASE_URL": url, "OPENAI_API_KEY": "unused"}
        # What frameworks send or fetch beside their work: there is nobody to answer on a machine of tests.
        environment |= {"OTEL_SDK_DISABLED": "true", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "DO_NOT_TRACK": "1"}
        ended = await output_of(installed.command, folder, environment | installed.environment, RUN_S)
    if ended.code != 0:
        raise NotPassedError(f"exit code {ended.code}\n{ended.out}{ended.err}")
    if not RUN_MADE.search(log.read_text(encoding="utf-8")):
        raise NotPassedError("it made no run: the server's log has none")
    return passed(ended.out)


def passed(out: str) -> Passed:
    """Read what the program says of itself: lines `version: …` and `ran: …`, among whatever else it prints."""
    versions = re.findall(r"^version: (\S+)$", out, re.MULTILINE)
    ran = re.findall(r"^ran: (.+)$", out, re.MULTILINE)
    if len(versions) != 1 or not ran:
        raise NotPassedError(f"it does not say its version and what it did:\n{out}")
    return Passed(versions[0], tuple(ran))
