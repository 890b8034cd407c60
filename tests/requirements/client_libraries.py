"""OpenAI's SDKs and the programs written for them, against the server (app/server)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "sdk.poll-helpers": Requirement(
        "The SDK's poll helpers work, and the server says how soon to poll again.", "Assistants API: transport"
    ),
    "sdk.stream-helpers": Requirement(
        "The SDKs' stream helpers accept every stream, including tool outputs and failures.",
        "Assistants API: client libraries",
    ),
    "sdk.paging": Requirement("The SDK pages through lists by itself.", "Assistants API: transport"),
    "sdk.errors": Requirement("Refusals arrive as the error classes that programs catch.", "Assistants API: transport"),
    "sdk.models": Requirement("GET /models lists the models of the endpoint in use.", "endpoints"),
    "sdk.classic-program": Requirement(
        "The classic example program runs unmodified, in Python and in Node.", "the server"
    ),
    "sdk.go-habits": Requirement(
        "What go-openai sends is accepted, and what it receives fits its types.", "Assistants API: transport"
    ),
}
