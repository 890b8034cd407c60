"""Where programs and web pages find the server (app/server)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "server.addresses": Requirement(
        "Doubled and trailing slashes, a missing /v1 and Azure's prefixes lead to the same answer, without a redirect; "
        "%2F in an id does not separate the path.",
        "old programs: addresses",
    ),
    "server.origins": Requirement(
        "Web pages are refused unless --allow-origin or allow_origins names them, which the refusal says; those that "
        "are named read answers and errors. What a page asks without CORS is refused too.",
        "old programs: browsers",
    ),
    "server.passed-calls": Requirement(
        "Chat completions, embeddings and the retrieval of a model go to the endpoint in use: streams, errors and "
        "cancel included, its key but none of the caller's, and the model's name mapped as that of a run.",
        "old programs: one base URL",
    ),
    "server.unserved": Requirement(
        "A path of OpenAI's API that is not served says so by name in one sentence, with the code unsupported.",
        "old programs: one base URL",
    ),
}
