"""What a signal asks of a command, shared by the event loop, which gets the signal, and the command."""


class StopRequest:
    """`ending`: the process was asked to end. `may_continue`: Ctrl+C now cancels a reply, and the command goes on."""

    def __init__(self) -> None:
        self.ending = False
        self.may_continue = False
