"""The command line: reads the settings, gives one front end its services, and returns its exit code.

`main` is the entry point of the installed program. Front ends and wiring are imported when a command needs them.
"""

from collections.abc import Sequence

from app.cli.early_signals import ending_at_signals

__all__ = ["main"]


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. `words` leaves out the program's name."""
    with ending_at_signals():
        from app.cli.command_line import run_command  # late: a signal that comes meanwhile leaves no trace

        return run_command(words)
