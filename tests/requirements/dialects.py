"""What is learnt of a model server, and the command `models`."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "dialects.kept": Requirement(
        "What is learnt of a model server is kept for seven days in the data folder, for each base URL and model, with"
        " the server's words and the time.",
        "dialects",
    ),
    "dialects.contradiction": Requirement(
        "What was learnt is dropped when the server says something else, and asked for in the usual way again.",
        "dialects",
    ),
}
