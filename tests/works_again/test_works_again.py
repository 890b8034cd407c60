"""The table of README is what was recorded, and nothing is recorded that did not run."""

import sys
from pathlib import Path

import pytest

from tests.readme import README
from tests.requirements import requirement
from tests.works_again.frameworks import FRAMEWORKS, PROGRAMS
from tests.works_again.installing import Installed, NotInstalledError, install
from tests.works_again.record import read_record, works_table
from tests.works_again.trying import NotPassedError, Passed, run_program

RUN = """
from openai import OpenAI
threads = OpenAI().beta.threads
thread = {"messages": [{"role": "user", "content": "What is 2 + 2?"}]}
run = threads.create_and_run_poll(assistant_id="asst_default00000000000000000", thread=thread, poll_interval_ms=20)
assert threads.messages.list(run.thread_id).data[0].content[0].text.value == "It is 4."
"""
SAID = """
print("version: 9.8.7")
print("chatter of the framework")
print("ran: poll")
"""


@requirement("works-again.table")
def test_the_table_of_readme_is_the_recorded_one():
    page = README.read_text(encoding="utf-8")
    assert f"-->\n{works_table(read_record())}\n<!-- /works again -->" in page, "run: python -m tests.readme"


@requirement("works-again.table")
def test_each_recorded_row_has_its_program_and_each_program_its_framework():
    known = {(one.name, needs) for one in FRAMEWORKS for needs in one.versions}
    assert {(row.name, row.needs) for row in read_record()} <= known
    assert sorted({one.program for one in FRAMEWORKS}) == sorted(path.name for path in PROGRAMS.glob("*.*"))


def installed(text: str, folder: Path) -> Installed:
    program = folder / "program.py"
    program.write_text(text)
    return Installed([sys.executable, "-W", "ignore::DeprecationWarning", str(program)], {})


@requirement("works-again.honest")
async def test_a_program_that_made_a_run_and_ended_well_has_passed(tmp_path: Path):
    assert await run_program(installed(RUN + SAID, tmp_path), tmp_path) == Passed("9.8.7", ("poll",))


@pytest.mark.parametrize(
    ("text", "reason"),
    [(SAID, "it made no run"), (f"{SAID}\nassert False, 'a wrong text'", "a wrong text")],
)
@requirement("works-again.honest")
async def test_a_program_that_fails_or_makes_no_run_has_not(text: str, reason: str, tmp_path: Path):
    with pytest.raises(NotPassedError, match=reason):
        await run_program(installed(text, tmp_path), tmp_path)


@requirement("works-again.honest")
async def test_what_cannot_be_installed_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for framework in FRAMEWORKS:
        with pytest.raises(NotInstalledError, match="this machine has no "):
            await install(framework.path, framework.versions[0], tmp_path)
