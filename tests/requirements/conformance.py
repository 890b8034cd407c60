"""How far the server is OpenAI's Assistants API (app/server, tests/conformance)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "server.empty-arrays": Requirement(
        "An empty array is an empty object wherever only an object can be meant, in the schemas of functions and "
        "replies too, and goes on to the model as one.",
        "old programs: PHP",
    ),
    "server.passed-model": Requirement(
        "A call that is passed on names a model: what is no name is refused, and a profile that does not exist is not "
        "found.",
        "Assistants API: description",
    ),
    "server.cursors": Requirement(
        "A cursor that is no object of the list is refused by the name of its parameter.",
        "Assistants API: description",
    ),
    "conformance.figure": Requirement(
        "How much of OpenAI's description the server keeps is measured on a running server, for every operation, "
        "property, value, status code and event; the committed figure is that of the program.",
        "old programs: a figure of conformance",
    ),
    "conformance.bad-input": Requirement(
        "Generated requests over all operations get no answer of 5xx, and no trace in an answer or the log.",
        "old programs: bad input",
    ),
    "remote.default-model": Requirement(
        "Which model answers on a server is a field of its list of models, not the order of the list.",
        "old programs: promises kept",
    ),
}
