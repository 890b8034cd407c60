"""How far the server is OpenAI's Assistants API (app/server, tests/conformance)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "remote.default-model": Requirement(
        "Which model answers on a server is a field of its list of models, not the order of the list.",
        "old programs: promises kept",
    ),
}
