"""Assistants, threads, messages and runs as the API defines them, in process and over HTTP (app/api, app/engine)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "api.assistants": Requirement("An assistant returns every field as it was set.", "Assistants API: fields"),
    "api.default-assistant": Requirement(
        "The default assistant is there at the first start, and is created again when a "
        "run needs it after it was deleted.",
        "the first start",
    ),
    "api.belonging": Requirement(
        "A run is found only in its own thread, a step only in its own run.", "Assistants API: state machine"
    ),
    "api.modify": Requirement(
        "An update changes only the fields that it names; null clears a field; metadata is replaced as a whole.",
        "Assistants API: fields",
    ),
    "api.deletion": Requirement(
        "A request for a deleted object gets a 404 with the API's message.", "Assistants API: state machine"
    ),
    "api.messages": Requirement(
        "A message is created from a string or parts and returned as parts.", "Assistants API: messages and steps"
    ),
    "api.paging": Requirement(
        "Pages of objects with equal times skip nothing and repeat nothing.", "Assistants API: transport"
    ),
    "api.thread-list": Requirement(
        "Threads are listed by last activity and searched.", "additions to the Assistants API"
    ),
    "api.text-run": Requirement("A text reply has the API's events and fields.", "Assistants API: SSE"),
    "api.empty-answer": Requirement("An empty reply creates no message.", "Assistants API: client libraries"),
    "api.thread-and-run": Requirement("One request creates a thread and its run.", "Assistants API: SSE"),
    "api.functions": Requirement(
        "Several model calls of a run call functions; all outputs of one come in one request, and any other set of "
        "outputs is refused and changes nothing.",
        "Assistants API: state machine",
    ),
    "api.forced-tools": Requirement(
        "A required tool is forced only before the answer; tool_choice none holds for every model call.",
        "Assistants API: state machine",
    ),
    "api.thread-lock": Requirement(
        "An active run locks its thread: new messages and runs get a 400 with the API's text and leave no trace.",
        "Assistants API: state machine",
    ),
    "api.cancel": Requirement(
        "A queued, running or waiting run can be cancelled; its text is kept.", "Assistants API: state machine"
    ),
    "api.failure": Requirement("A failed run says why and keeps its text.", "Assistants API: SSE"),
    "api.incomplete": Requirement(
        "A run whose reply is cut off is incomplete, with the reason.", "Assistants API: runs"
    ),
    "api.budgets": Requirement("Token budgets cover all model calls of a run.", "Assistants API: messages and steps"),
    "api.run-settings": Requirement(
        "A setting of a run overrides that of its assistant and is copied into the run.", "Assistants API: fields"
    ),
    "api.expiry": Requirement(
        "A run whose tool outputs never come expires and unlocks its thread.", "Assistants API: runs"
    ),
    "api.hosted-tools": Requirement(
        "code_interpreter and file_search are stored and returned, but not offered to the model.",
        "Assistants API: fields",
    ),
    "api.truncation": Requirement(
        "A run with the truncation strategy last_messages sends that number of messages; without the number it is "
        "refused.",
        "Assistants API: fields",
    ),
    "api.follow": Requirement("Following a run skips no event and repeats none.", "runs"),
    "threads.search": Requirement(
        "Search finds threads by words in their titles and messages, in any script and of any length; title matches "
        "come first, then the newest messages.",
        "the thread list",
    ),
    "threads.search-pages": Requirement(
        "Search results are paged like every list: in both orders, after and before a thread.",
        "additions to the Assistants API",
    ),
    "api.missing-files": Requirement(
        "A file that does not exist is refused with the API's sentence and the path to its id.", "files"
    ),
    "api.missing-stores": Requirement(
        "A vector store that does not exist is refused with the API's sentence and the path to its id; what was "
        "stored with one before is read and changed, and a run on it fails with the sentence.",
        "files",
    ),
    "api.missing-tools": Requirement(
        "A run that forces a hosted tool fails and says that it is not there yet; the bare tool is accepted.", "tools"
    ),
    "api.nulls-not-echoed": Requirement(
        "Null where the API's objects have none counts as absent.", "Assistants API: fields"
    ),
}
