"""What a client of the server can hold and delay (app/server)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "server.slow-followers": Requirement(
        "For a client that does not read, a bounded buffer is kept; it goes on from the stored events, and is cut off, "
        "in a stream with an error event, only when it takes nothing for a minute. One that left is not logged.",
        "bounds of the server",
    ),
    "serve.safe-address": Requirement(
        "The line with the address of a server commands no terminal, whatever its path has in it.",
        "bounds of the server",
    ),
    "server.foreign-host": Requirement(
        "The refusal of a request for another host says how to call the server, and how to serve it under that name.",
        "bounds of the server",
    ),
    "server.answer-total": Requirement(
        "The answers that clients have not taken hold 64 MiB at most, over all connections: a large object or page "
        "beyond it gets a 503 with retry-after, small ones always pass, and so does one of any size alone.",
        "bounds of the server",
    ),
    "server.answers-wait": Requirement(
        "For the answer to a change, and the next objects of a page, there is room later: they wait for it without "
        "being in memory, and come whole.",
        "bounds of the server",
    ),
    "server.followers-share-text": Requirement(
        "Followers that are at the same large message share its text, and each gets it encoded while it is sent.",
        "bounds of the server",
    ),
    "server.answers-end": Requirement(
        "The room of an answer is free again when its client leaves or takes nothing for a minute, which ends the "
        "connection, and when the answer cannot be encoded.",
        "bounds of the server",
    ),
}
