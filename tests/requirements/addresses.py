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
}
