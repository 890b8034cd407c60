"""The engine of a server, used from another machine (app/remote)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "remote.says-what-to-do": Requirement(
        "No server, a wrong key, a web page, another API: one sentence that says what to do, never the key.",
        "a server used from elsewhere",
    ),
    "remote.key": Requirement(
        "The server's key goes to the server, other keys and names go nowhere.", "a server used from elsewhere"
    ),
    "remote.once": Requirement(
        "What changes something is sent once; a read is tried again.", "a server used from elsewhere"
    ),
    "remote.refusals": Requirement("A refusal of the server arrives as the API's own.", "a server used from elsewhere"),
    "remote.follow-goes-on": Requirement(
        "Following goes on after the last number when the line breaks or the server starts anew: no gap, no repeat.",
        "a server used from elsewhere",
    ),
    "remote.follow-ends": Requirement(
        "Following ends with the run, when it is closed, or with a sentence when the server stays away.",
        "a server used from elsewhere",
    ),
    "remote.endpoint": Requirement(
        "The server is the endpoint; its model, keys and weights are chosen where it runs.",
        "a server used from elsewhere",
    ),
    "remote.commands": Requirement(
        "Every command without a screen works with --server URL as with the local engine.",
        "a server used from elsewhere",
    ),
    "remote.terminal": Requirement(
        "The terminal works with --server URL, and survives a restart of the server.", "a server used from elsewhere"
    ),
}
