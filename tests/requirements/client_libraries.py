"""OpenAI's SDKs and the programs written for them, against the server (app/server)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "sdk.poll-helpers": Requirement(
        "The poll helpers of the SDK work and are told how soon to ask again.", "Assistants API: transport"
    ),
    "sdk.stream-helpers": Requirement(
        "The stream helpers of the SDKs take every stream, tool outputs and failures included.",
        "Assistants API: client libraries",
    ),
    "sdk.paging": Requirement("The SDK's pages turn by themselves.", "Assistants API: transport"),
    "sdk.errors": Requirement("Refusals come as the errors that programs catch.", "Assistants API: transport"),
    "sdk.models": Requirement("GET /models lists the models of the endpoint in use.", "who answers"),
    "sdk.classic-program": Requirement("The classic first program runs unmodified, in Python and in Node.", "serving"),
    "sdk.go-habits": Requirement(
        "What go-openai sends is accepted and what it receives fits its types.", "Assistants API: transport"
    ),
}
