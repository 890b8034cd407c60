"""Assistants, threads, messages and runs as the API defines them, in process and over HTTP (app/api, app/engine)."""

from tests.requirements.definition import Requirement

REQUIREMENTS = {
    "api.assistants": Requirement("An assistant answers every field as it was asked for.", "Assistants API: fields"),
    "api.default-assistant": Requirement(
        "The assistant of the first start is there whenever it is asked, also after a clean-up.", "the first start"
    ),
    "api.belonging": Requirement(
        "A run is found in its own thread alone, a step in its own run.", "Assistants API: state machine"
    ),
    "api.modify": Requirement(
        "A change leaves what it does not name; null clears; metadata is replaced whole.", "Assistants API: fields"
    ),
    "api.deletion": Requirement("What is deleted is a 404 in the API's words.", "Assistants API: state machine"),
    "api.messages": Requirement(
        "A message is a string or parts in, and parts out.", "Assistants API: messages and steps"
    ),
    "api.paging": Requirement("Pages with equal times miss nothing and repeat nothing.", "Assistants API: transport"),
    "api.thread-list": Requirement(
        "Threads are listed by last activity and searched.", "additions to the Assistants API"
    ),
    "api.text-run": Requirement("A reply of text has the API's events and fields.", "Assistants API: SSE"),
    "api.empty-answer": Requirement("An empty reply makes no message.", "Assistants API: client libraries"),
    "api.thread-and-run": Requirement("A thread and its run are made in one request.", "Assistants API: SSE"),
    "api.functions": Requirement(
        "Functions are called in several rounds; all outputs come in one request, others change nothing.",
        "Assistants API: state machine",
    ),
    "api.forced-tools": Requirement(
        "A tool that must be called is forced before the answer only; tools that are not wanted never are.",
        "Assistants API: state machine",
    ),
    "api.thread-lock": Requirement(
        "An active run holds its thread: messages and runs are a 400 with the API's text and leave no trace.",
        "Assistants API: state machine",
    ),
    "api.cancel": Requirement(
        "A queued, working or waiting run can be cancelled; its text is kept.", "Assistants API: state machine"
    ),
    "api.failure": Requirement("A failed run says why and keeps its text.", "Assistants API: SSE"),
    "api.incomplete": Requirement("A reply that is cut off is incomplete, with the reason.", "Assistants API: runs"),
    "api.budgets": Requirement("Token budgets span the rounds of a run.", "Assistants API: messages and steps"),
    "api.run-settings": Requirement(
        "What a run says wins over its assistant and is copied into it.", "Assistants API: fields"
    ),
    "api.expiry": Requirement("A run that nobody answers expires and frees its thread.", "Assistants API: runs"),
    "api.hosted-tools": Requirement(
        "code_interpreter and file_search are kept and shown, and not offered to the model.", "Assistants API: fields"
    ),
    "api.truncation": Requirement(
        "A run sees as many of the last messages as it says; without their number it is refused.",
        "Assistants API: fields",
    ),
    "api.follow": Requirement("Following a run misses nothing and repeats nothing.", "runs"),
    "threads.search": Requirement(
        "Threads are found by words of their titles and messages, in any script and of any length; titles first, "
        "then the newest messages.",
        "the thread list",
    ),
    "threads.search-pages": Requirement(
        "What a search found is paged like every list: in both orders, after and before a thread.",
        "additions to the Assistants API",
    ),
}
