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
    "streams.complete-however-it-ends": Requirement(
        "An answer that is complete stays so however the connection ends behind it: closed in mid-body, reset, or with "
        "broken framing.",
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
    "streams.text-was-reasoning": Requirement(
        "A text that a closing tag shows to be reasoning, though nothing opened it, is taken out of the message: "
        "followers see the message begin anew, and what is stored, listed and sent on is the reply alone. A tag in "
        "code, in quotes, inside a sentence or with nothing behind it is text.",
        "model calls",
    ),
    "streams.opening-tag-is-learnt": Requirement(
        "A model whose answer had only the closing tag is held back until the tag from then on, for at most 16,384 "
        "characters and in other processes too, until an answer has none. Its name alone holds nothing back.",
        "model calls",
    ),
    "streams.any-bytes": Requirement(
        "Any bytes in any cuts are read without an exception, and what is read does not depend on the cuts.",
        "model calls",
    ),
    "streams.fragments-of-calls": Requirement(
        "Fragments of calls are put together however a server numbers, names, orders, grows or repeats them: none is "
        "cut in two, none is made of two, and none comes twice.",
        "Assistants API: model calls",
    ),
    "streams.calls-go-back-as-they-came": Requirement(
        "A call goes back to the same model at the same base URL with the model's own id and with all fields that this "
        "program does not know; to another one with an id of ours and nothing else.",
        "Assistants API: model calls",
    ),
    "streams.reasoning-goes-back-with-calls": Requirement(
        "The reasoning of an answer with calls goes back with them to the same model, under the name that it came in, "
        "and so do all fields of the message that this program does not know.",
        "Assistants API: model calls",
    ),
    "streams.text-behind-calls-goes-back": Requirement(
        "What a model writes behind a call of the same answer goes back to it with the call.",
        "Assistants API: model calls",
    ),
    "streams.silence": Requirement(
        "After its first word an answer may pause for 120 s; only text, reasoning and calls end the pause. Before it "
        "only the run's own life is the limit, and a complete answer waits for nothing.",
        "model calls",
    ),
    "streams.bounds": Requirement(
        "An answer is read up to 64 MiB, a line up to 8 MiB, a refusal up to 1 MiB, 256 calls of 1 MiB each, all "
        "unpacked and in linear time; past a bound the call fails and what came is kept.",
        "model calls",
    ),
}
