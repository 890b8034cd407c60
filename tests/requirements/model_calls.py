"""Requests to a model and the streams that come back (app/models/chat)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "models.streams": Requirement(
        "A reply streams piece by piece, with usage and finish reason, in every variant of the format in use.",
        "model calls",
    ),
    "models.lean-sdk": Requirement(
        "A model call imports only the parts of the SDK that it needs; the others load on first use.", "speed"
    ),
    "models.connection-is-kept": Requirement("Consecutive model calls use the same connection.", "speed"),
    "models.cancel-closes": Requirement("Cancelling closes the request to the model at once.", "model calls"),
    "models.only-what-is-set": Requirement(
        "A model call carries the parameters that the run sets and no others.", "Assistants API: model calls"
    ),
    "models.dialects": Requirement(
        "If a server refuses an optional field, the call is repeated without it; a brief failure is retried.",
        "Assistants API: model calls",
    ),
    "models.thread-to-messages": Requirement(
        "The model receives instructions, messages, images and earlier tool calls in the order of the thread.",
        "Assistants API: model calls",
    ),
    "models.tool-calls": Requirement(
        "Tool calls are understood in every form that servers send.", "Assistants API: model calls"
    ),
    "models.failures-say-what-to-do": Requirement(
        "Each failure of a model call has the right code and a sentence that says what to "
        "do and never contains the key.",
        "model calls",
    ),
    "models.context-too-long": Requirement(
        "A thread that exceeds the context window is distinguished from other refusals, with its token counts.",
        "model calls",
    ),
}
