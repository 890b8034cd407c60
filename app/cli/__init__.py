"""The command line: reads settings, joins one front to one `Assistants`, returns the exit code.

`main` is the entry point of the installed program. Fronts and joins are imported when they are asked for.
"""

from app.cli.main import main

__all__ = ["main"]
