"""The terminal app."""

import asyncio
import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.api.services import OpenServices
    from app.settings import Settings


def run(services_for: "Callable[[Settings], OpenServices]", settings: "Settings", thread_id: str | None = None) -> int:
    """Run the terminal app until the user quits, and return the exit code. An error goes to stderr at the end.

    The services are opened after the first paint. A user who goes to temporary conversations and back gets another app
    each time; the runs of the stored ones go on meanwhile.
    """
    gc.disable()  # until the first thread is open: `app.tui.app.tune_garbage_collection`
    if os.environ.get("TERM_PROGRAM") == "iTerm.app":
        # With the kitty flags iTerm2 loses what an input method commits. Textual reads this when it is imported.
        os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    # Textual paints this many times a second, and a key waits for the next paint: up to 17 ms with its default of 60.
    os.environ.setdefault("TEXTUAL_FPS", "200")
    from app.tui.terminal.ending import Ending

    ending = Ending()
    ending.watch_signals()
    from app.tui.app import ChatApp
    from app.tui.session.services_task import ServicesTask
    from app.tui.terminal.keyboard import map_alt_enter

    if sys.platform == "win32":
        driver = None
    else:
        from app.tui.terminal.driver import ChatDriver as driver

    gc.freeze()  # what was imported lives as long as the program: no collection looks through it

    async def main() -> int:
        opened = {settings.temporary: ServicesTask(services_for(settings))}
        app = ChatApp(opened[settings.temporary], settings, thread_id, driver, ending)
        stored_id: str | None = None
        try:
            await app.run_async()
            while app.is_switching:
                other = app.find_other_settings()
                if other.temporary:
                    stored_id = app.open_thread_id
                else:
                    await opened.pop(True).close()
                if other.temporary not in opened:
                    opened[other.temporary] = ServicesTask(services_for(other))
                opens_id = None if other.temporary else stored_id
                app = ChatApp(opened[other.temporary], other, opens_id, driver, ending)
                await app.run_async()
        finally:
            ending.begin(app.return_code or 0)
            for services in opened.values():
                await services.close()
        from app.tui.text.escapes import remove_escapes  # imported with the app

        if app.failure:
            sys.stderr.write(f"{remove_escapes(app.failure)}\n")
        elif app.open_thread_id and not ending.exit_code and not app.settings.temporary:
            from app.tui.session.threads.way_back import describe_way_back  # late: only at the end

            sys.stderr.write(remove_escapes(describe_way_back(app.open_thread_id, app.settings)))
        return ending.exit_code

    map_alt_enter()
    return asyncio.run(main())
