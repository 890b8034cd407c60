"""The command line: reads the settings, gives one front end its services, and returns its exit code.

`main` is the entry point of the installed program. Front ends and wiring are imported when a command needs them.
"""

from app.cli.main import main

__all__ = ["main"]
