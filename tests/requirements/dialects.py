"""What is learnt of a model server, and the command `models`."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "dialects.learnt": Requirement(
        "A server that refuses the system role, a field, ids of calls, reasoning or images is asked again at once in"
        " the way that it accepts, and nothing that was said is lost.",
        "dialects",
    ),
    "dialects.values-teach-nothing": Requirement(
        "A refusal of a value (a picture that cannot be read, a number out of range, an id of no call) teaches nothing:"
        " it is told, and the request is not sent again.",
        "dialects",
    ),
    "dialects.before-a-retry": Requirement(
        "A refusal is understood before anything is sent again: a 500 that teaches costs no wait and no second request"
        " of the same kind, and an error in a body of HTTP 200 teaches like one with its status.",
        "dialects",
    ),
    "dialects.kept": Requirement(
        "What is learnt of a model server is kept for seven days in the data folder, for each base URL and model, with"
        " the server's words and the time.",
        "dialects",
    ),
    "dialects.models-command": Requirement(
        "`models` shows the endpoint in use, where it was set, its models, and what was learnt of each, why, and how"
        " long it is kept; --json prints the same as objects.",
        "dialects",
    ),
    "dialects.contradiction": Requirement(
        "What was learnt is dropped when the server says something else, and asked for in the usual way again.",
        "dialects",
    ),
}
