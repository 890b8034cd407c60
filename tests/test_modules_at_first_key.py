"""What is imported after the first key typed, while there is time, so that no key for a dialog waits for it."""

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.fake_model import FakeModel
from tests.requirements import requirement
from tests.terminal.program import environment

ROOT = Path(__file__).parents[1]
SITTING = """
import asyncio, sys
from functools import partial
from pathlib import Path
from app.cli.wiring import open_services
from app.settings import Settings
from app.tui.app import ChatApp
from app.tui.session.services_task import ServicesTask

async def main():
    home = Path(sys.argv[1])
    settings = Settings(data_dir=home, config_dir=home, base_url=sys.argv[2], model="first")
    services = ServicesTask(partial(open_services, settings, reclaims=True))
    async with (app := ChatApp(services, settings)).run_test() as pilot:
        await app.chat.ready.wait()
        await pilot.press("x")
        async with asyncio.timeout(20):
            while "app.tui.screens.runs.waiting_runs" not in sys.modules:  # the last one
                await pilot.pause(0.01)
        before = {*sys.modules}
        for key in ("ctrl+l", "ctrl+p", "f1", "f4"):
            await pilot.press(key)
            while app.screen is app.chat:
                await pilot.pause()
            if key == "ctrl+l":
                while "· 2" not in str(app.screen.query_one("#model-picker").border_title):
                    await pilot.pause(0.01)
            await pilot.press("escape")
            while app.screen is not app.chat:
                await pilot.pause()
        print(*({*sys.modules} - before))
    await services.close()

asyncio.run(main())
"""
DEADLINE_S = 60


@requirement("dialogs.imported-before-the-key")
async def test_after_the_first_key_typed_opening_a_dialog_imports_nothing_of_ours(tmp_path: Path) -> None:
    async with FakeModel(models=["first", "second"]) as server:
        program = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            SITTING,
            str(tmp_path),
            server.base_url,
            cwd=ROOT,
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
        )
        async with asyncio.timeout(DEADLINE_S):
            printed, _ = await program.communicate()
    assert program.returncode == 0
    assert [one for one in printed.decode().split() if one.startswith("app.")] == []
