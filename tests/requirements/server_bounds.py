"""What a client of the server can hold and delay (app/server)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "server.slow-followers": Requirement(
        "For a client that does not read, a bounded buffer is kept; it goes on from the stored events, and is cut off, "
        "in a stream with an error event, only when it takes nothing for a minute. One that left is not logged.",
        "bounds of the server",
    ),
}
