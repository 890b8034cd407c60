"""The terminal app."""

import asyncio
import gc
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.api.services import OpenServices
    from app.settings import Settings


def run(open_services: "OpenServices", settings: "Settings", thread_id: str | None = None) -> int:
    """Run the terminal app until the user quits, and return the exit code. An error goes to stderr at the end.

    `open_services` is called after the first paint.
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

    async def main() -> int:
        services = ServicesTask(open_services)
        app = ChatApp(services, settings, thread_id, driver, ending)
        try:
            await app.run_async()
        finally:
            ending.begin(app.return_code or 0)
            await services.close()
        if app.failure:
            sys.stderr.write(f"{app.failure}\n")
        elif app.open_thread_id and not ending.exit_code and not settings.temporary:
            from app.tui.session.threads.way_back import describe_way_back  # late: only at the end

            sys.stderr.write(describe_way_back(app.open_thread_id, settings))
        return ending.exit_code

    map_alt_enter()
    return asyncio.run(main())
