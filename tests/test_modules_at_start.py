"""What is imported until the threads are listed: each module takes a quarter of a millisecond of every start."""

import subprocess
import sys
from pathlib import Path

from tests.requirements import requirement
from tests.terminal.program import environment

ROOT = Path(__file__).parents[1]
START = """
import asyncio, sys
from functools import partial
from pathlib import Path
from app.cli.wiring import open_services
from app.settings import Settings
from app.tui.app import ChatApp
from app.tui.history import import_markdown
from app.tui.session.services_task import ServicesTask

async def main():
    home = Path(sys.argv[1])
    settings = Settings(data_dir=home, config_dir=home, base_url="http://127.0.0.1:9/v1", model="none")
    services = ServicesTask(partial(open_services, settings, reclaims=True))
    async with (app := ChatApp(services, settings)).run_test():
        await app.chat.ready.wait()
    await services.close()
    import_markdown()  # the app does this in a thread, which may or may not have begun

asyncio.run(main())
print(*sys.modules)
import linkify_it  # left out, but not for others
"""
"""A start with an endpoint that is set and named models: nothing is asked, on screen or over the network."""

MOST_MODULES = 366
"""Of ours. A new one that a start needs may raise this; one that it does not need is imported where it is used."""

NOT_AT_START = {
    "app.engine.running.run_attempt",
    "app.models.builtin.download",
    "app.models.chat.client",
    "app.models.chat.dialect.adaptations",
    "app.models.endpoints.key_check",
    "app.models.endpoints.lists.list_body",
    "app.models.endpoints.lists.model_list",
    "app.openai_sdk.lean_import",
    "app.settings.profile_edits",
    "app.tui.history.view.inline_pictures",
    "app.tui.pictures.boxes",
    "app.tui.screens.assistants.assistant_list",
    "app.tui.screens.commands.help",
    "app.tui.screens.commands.palette",
    "app.tui.screens.commands.settings_page",
    "app.tui.screens.first_run.screen",
    "app.tui.screens.picker.model_picker",
    "app.tui.terminal.programs.clipboard",
    "app.tui.terminal.programs.editor",
    "app.tui.text.vim.machine",
    "app.tui.widgets.choices.completion",
    "app.tui.widgets.choices.search_list",
    "dotenv",
    "filelock",
    "hashlib",
    "httpx2",
    "linkify_it",
    "openai",
    "tomllib",
}

SCREENS_AT_START = {
    "app.tui.screens.commands.app_commands",
    "app.tui.screens.dialog",
    "app.tui.screens.picker.picked",
}
"""Of all modules of screens besides those of the chat: a new screen is opened on demand, and imported then."""

DISTRIBUTIONS_AT_START = {
    "markdown_it",
    "mdurl",
    "msgspec",
    "platformdirs",
    "rich",
    "textual",
    "typing_extensions",
}
"""All that a start imports besides the standard library."""


def is_package(module: str) -> bool:
    """Whether a module of ours is a folder, which has only a docstring."""
    return ROOT.joinpath(*module.split(".")).is_dir()


@requirement("house.late-imports-are-late")
def test_until_the_threads_are_listed_nothing_is_imported_that_is_used_later(tmp_path: Path):
    shown = subprocess.run(
        [sys.executable, "-c", START, tmp_path],
        cwd=ROOT,
        env=environment(tmp_path),
        check=True,
        capture_output=True,
        text=True,
    )
    imported = set(shown.stdout.split())
    assert "app.engine.engine" in imported  # the services were opened
    assert NOT_AT_START & imported == set()
    ours = {module for module in imported if module.startswith("app.")}
    assert len(ours) <= MOST_MODULES, sorted(ours)
    screens = {module for module in ours if module.startswith("app.tui.screens.") and not is_package(module)}
    assert {one for one in screens if not one.startswith("app.tui.screens.chat.")} - SCREENS_AT_START == set()
    others = {module.partition(".")[0] for module in imported - ours} - sys.stdlib_module_names - {"__main__", "app"}
    assert others - DISTRIBUTIONS_AT_START == set()
