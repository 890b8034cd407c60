"""The engine of a server, used from another machine (app/remote)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "remote.says-what-to-do": Requirement(
        "If no server answers, the key is wrong, or the address is a web page or another API, one sentence says "
        "what to do and never contains the key.",
        "a remote server",
    ),
    "remote.key": Requirement(
        "The server's key is sent to the server alone; keys and headers of other services are not sent.",
        "a remote server",
    ),
    "remote.once": Requirement("A request that changes something is sent once; a read is retried.", "a remote server"),
    "remote.refusals": Requirement("A refusal by the server arrives as the API's own error.", "a remote server"),
    "remote.follow-goes-on": Requirement(
        "After a lost connection or a restart of the server, following resumes after the "
        "last number, without gaps or repeats.",
        "a remote server",
    ),
    "remote.follow-ends": Requirement(
        "Following ends with the run, when it is closed, or with a sentence when the server stays unreachable.",
        "a remote server",
    ),
    "remote.bounds": Requirement(
        "What a server sends is bounded: 88 MiB an object or event, unpacked, 1 MiB of an error, and five minutes for a"
        " whole response, however slowly it arrives.",
        "a remote server",
    ),
    "remote.endpoint": Requirement(
        "The server is the endpoint; its model, keys and weights are chosen on its machine.", "a remote server"
    ),
    "remote.commands": Requirement(
        "Every command without a screen works with --server URL as it does with the local engine.", "a remote server"
    ),
    "remote.terminal": Requirement(
        "The terminal works with --server URL and survives a restart of the server.", "a remote server"
    ),
}
