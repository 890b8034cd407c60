"""Requests to a model and the streams that come back (app/models/chat)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "models.streams": Requirement(
        "A reply streams piece by piece, with usage and finish reason, from servers of many habits.", "who answers"
    ),
    "models.lean-sdk": Requirement(
        "Of the SDK only what a model call needs is imported; the rest when somebody asks for it.", "speed"
    ),
    "models.connection-is-kept": Requirement("One model call after the other uses the same connection.", "speed"),
    "models.cancel-closes": Requirement("Cancelling closes the request to the model at once.", "who answers"),
    "models.only-what-is-set": Requirement(
        "A model call carries what the run set and nothing else.", "Assistants API: model calls"
    ),
    "models.dialects": Requirement(
        "A server that refuses an optional field is asked without it; a short trouble is tried again.",
        "Assistants API: model calls",
    ),
    "models.thread-to-messages": Requirement(
        "Instructions, messages, images and earlier tool rounds reach the model in the order of the thread.",
        "Assistants API: model calls",
    ),
    "models.tool-calls": Requirement(
        "Tool calls are understood in every shape that servers send.", "Assistants API: model calls"
    ),
    "models.failures-say-what-to-do": Requirement(
        "Each failure of a model call has the right code and a sentence that says what to do, never the key.",
        "bad days",
    ),
    "models.context-too-long": Requirement(
        "A thread that does not fit is told from other refusals, with the numbers.", "who answers"
    ),
}
