"""README is correct: its commands work as printed, and its tables match the program."""

import asyncio
import re
from functools import reduce
from pathlib import Path

from app.cli.arguments import NAMED_COMMANDS, OPTIONS
from app.headless.exit_codes import EXIT_CODES, USAGE
from app.models.builtin.weights import TABLE
from app.models.endpoints.addresses import DEFAULT_MODELS
from app.models.endpoints.providers import OPENAI
from app.settings.config_file import LISTS, NUMBERS, SWITCHES, TEXT, read_config
from app.settings.origins import VARIABLES
from tests.cli.program import Program
from tests.fake_model import FakeModel
from tests.readme import README, renewed
from tests.requirements import requirement

ROOT = README.parent
PAGE = README.read_text(encoding="utf-8")
LINES = [
    line for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE) for line in block.splitlines()
]

ELSEWHERE = {
    "python3 -m pip install uv && uv run --no-dev --extra local assistant-chat": ".ci/run, and tests/terminal",
    "uv run pytest": ".ci/run",
    "uv tool install '.[local]'": "the wheel: tests/test_architecture.py; the extra: .ci/run",
    "assistant-chat model pull": "tests/models, on the real weights",
    "assistant-chat serve": "tests/cli/test_process.py",
}
"""Commands that other tests run, and which."""


@requirement("cli.readme")
def test_the_first_two_commands_install_and_test():
    assert LINES[:2] == list(ELSEWHERE)[:2]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "uv run --no-dev --extra local assistant-chat" in ci
    assert "\nuv run pytest\n" in ci
    assert "python3 -m pip install" in ci


@requirement("cli.readme")
async def test_every_other_command_works_as_printed(tmp_path: Path):
    assert set(ELSEWHERE) - set(LINES) == set()
    (tmp_path / "LICENSE").write_bytes((ROOT / "LICENSE").read_bytes())
    patterns = {"THREAD_ID": r"thread_\w{24}", "RUN_ID": r"run_\w{24}", "MESSAGE_ID": r"msg_\w{24}"}
    patterns["FILE_ID"] = r"file-\w{24}"
    ids = dict.fromkeys(patterns, "none yet")
    async with FakeModel() as model:
        program = Program(tmp_path, model.base_url)
        program.environment["ASSISTANT_CHAT_MODEL"] = "brief"
        async with program.started("serve", "--port", "0") as server:
            assert server.stdout is not None
            async with asyncio.timeout(30):
                address = (await server.stdout.readline()).decode().split()[-1]
            # The only change to the commands: the port in README may be taken on this machine.
            ids["http://127.0.0.1:8732/v1"] = address
            for line in LINES:
                if line in ELSEWHERE:
                    continue
                ended = await program.shell(reduce(lambda text, one: text.replace(*one), ids.items(), line))
                assert ended.code == 0, f"{line}: {ended.err}"
                assert ended.out, line
                assert '"error"' not in ended.out.replace('"last_error"', ""), ended.out
                for name, pattern in patterns.items():
                    ids[name] = (re.findall(pattern, ended.out + ended.err) or [ids[name]])[-1]


@requirement("cli.readme")
def test_the_tables_of_commands_and_keys_and_the_listings_are_up_to_date():
    assert renewed(PAGE) == PAGE, "run: python -m tests.readme"
    assert re.findall(r"<!-- (tests/\S+) -->\n```", PAGE) == [
        f"tests/server/programs/classic.{kind}" for kind in ("py", "mjs", "go")
    ]


@requirement("cli.readme")
def test_the_models_and_their_sizes_are_correct():
    assert f"at OpenAI it is `{DEFAULT_MODELS[OPENAI]}`" in PAGE
    for model in TABLE:
        size = f"{model.size / 1e9:.1f} GB" if model.size > 1e9 else f"{model.size / 1e6:.0f} MB"
        assert f"`{model.name}` ({size}" in PAGE
    assert f"downloads `{TABLE[0].name}`" in PAGE


@requirement("cli.readme")
def test_the_table_of_settings_is_complete():
    rows = [
        [cell.strip().strip("`") for cell in row.split("|")[2:5]]
        for row in re.findall(r"^\| .* \|$", PAGE.partition("## Settings")[2].partition("\n## ")[0], re.MULTILINE)
    ][1:]
    flags, variables, keys = ({row[place] for row in rows} - {""} for place in range(3))
    assert flags == {option.flag for option in OPTIONS}
    assert variables <= set(VARIABLES.values())
    assert keys <= {*TEXT, *NUMBERS, *SWITCHES, *LISTS}
    assert {name for name, variable in VARIABLES.items() if variable in variables} == keys - {
        "theme",
        "notifications",
        "vim",
        "prose_width",
        "titles",
        "pictures",
        "allow_origins",
    }


@requirement("cli.readme")
def test_the_table_of_exit_codes_is_complete():
    codes = {int(code) for code in re.findall(r"^\| (\d) \|", PAGE, re.MULTILINE)}
    assert codes == {*EXIT_CODES.values(), USAGE}


@requirement("cli.readme")
def test_the_example_of_a_config_file_is_valid(tmp_path: Path):
    block = re.search(r"^```toml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert block
    (tmp_path / "config.toml").write_text(block[1])
    found = read_config(tmp_path / "config.toml")
    assert (found.values["model"], found.models) == ("qwen3:8b", {"gpt-4": "qwen3:8b"})


@requirement("cli.readme")
def test_links_and_commands_exist():
    headings = {line.lower().replace(" ", "-") for line in re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)}
    for link in re.findall(r"\]\(([^)]+)\)", PAGE):
        assert link.removeprefix("#") in headings or (ROOT / link).is_file(), link
    for command in re.findall(r"assistant-chat ([a-z]+)", PAGE):
        assert command in NAMED_COMMANDS, command


@requirement("cli.readme")
def test_the_architecture_page_names_every_folder():
    page = (ROOT / "app" / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"^  ([a-z_]+)/? +\S", page.partition("```\n")[2].partition("\n```")[0], re.MULTILINE)
    assert sorted(named) == sorted(path.parent.name for path in (ROOT / "app").glob("*/__init__.py"))
    inside = re.findall(r"^      ([a-z_]+)/ +\S", page, re.MULTILINE)
    assert sorted(inside) == sorted(
        path.parent.name
        for path in (ROOT / "app").glob("*/*/__init__.py")
        if path.parent.parent.name in ("tui", "engine", "models")
    )
    shown = re.findall(r"`([a-z_]+)/`", "".join(re.findall(r"^\| (`.*?) \|", page, re.MULTILINE)))
    assert sorted(shown) == sorted(path.parent.name for path in (ROOT / "tests").glob("*/__init__.py"))
    for path in re.findall(r"`([a-z_]+/[a-z_/]+\.py)`", page):
        assert (ROOT / "app" / path).is_file() or (ROOT / path).is_file(), path
