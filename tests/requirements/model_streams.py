"""The stream of a model server, read without losing what came (app/models/chat)."""

from tests.requirements.definition import Requirement

REQUIREMENTS: dict[str, Requirement] = {
    "streams.odd-fields": Requirement(
        "A field of a chunk that cannot be used is as if it were not there; what came before it and behind it is kept, "
        "and nothing behind a finish reason makes a failure of the answer.",
        "model calls",
    ),
    "streams.half-characters": Requirement(
        "A character cut in two between chunks is joined, half a character alone is U+FFFD, as are bytes that are no "
        "UTF-8.",
        "model calls",
    ),
    "streams.grammar": Requirement(
        "The body says what it is, not its label: an event stream with its whole grammar, a JSON document, lines or an "
        "array of JSON. A line that cannot be read is passed over.",
        "model calls",
    ),
    "streams.errors-in-any-dress": Requirement(
        "An error is recognised in any form, its words are told, and what came before it is kept; the base URL is "
        "blamed only when no good chunk came.",
        "model calls",
    ),
    "streams.reasoning-apart": Requirement(
        "Reasoning is kept apart from the text under each of its names and in tags at the head of the text; the same "
        "tags in a code fence or in mid-answer are text.",
        "model calls",
    ),
    "streams.any-bytes": Requirement(
        "Any bytes in any cuts are read without an exception, and what is read does not depend on the cuts.",
        "model calls",
    ),
}
