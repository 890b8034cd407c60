"""The command without a name, which opens the terminal.

It is apart from the table of the others, which a start of the terminal does not read.
"""

from app.cli.commands.command_definition import Command, Invocation, Positional, Switch
from app.cli.commands.front_ends import run_terminal
from app.settings import Flags

OPEN_THREAD = Positional(name="thread_id", metavar="THREAD_ID", help="thread to open")
TEMPORARY = Switch(name="temporary", flag="--temporary", help="keep nothing of the conversation, not even in a log")

TERMINAL_COMMAND = Command(
    name="", summary="Open the terminal", run=run_terminal, needs="nothing", arguments=[OPEN_THREAD, TEMPORARY]
)
WITHOUT_WORDS = Invocation(command=TERMINAL_COMMAND, flags=Flags(), arguments={"thread_id": None})
"""What the program's name alone means."""
