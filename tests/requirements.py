"""Every promise of the product: an id, the sentence and where it comes from. Tests name the promise they prove.

`test_requirements.py` checks both ways: no promise without a test, no test of a promise that is not here.
"""

from typing import NamedTuple, TypeVar

import pytest

Test = TypeVar("Test")


class Requirement(NamedTuple):
    """A promised behaviour. `source`: the page that asks for it."""

    sentence: str
    source: str


REQUIREMENTS: dict[str, Requirement] = {
    # data
    "data.damaged": Requirement("A damaged database is told in one sentence and left untouched.", "design: data"),
    "data.newer-version": Requirement(
        "A database from a newer version is told in one sentence and left untouched.", "design: data"
    ),
    "data.another-program": Requirement("A database of another program is left untouched.", "design: data"),
    "data.copy-before-migration": Requirement(
        "A copy lies beside the file before any migration, and a failed one changes nothing.", "design: data"
    ),
    "data.unwritable": Requirement(
        "A data folder that cannot be written or made is told in one sentence.", "design: data"
    ),
    "data.private": Requirement("The data folder is the user's own, mode 0700.", "design: names"),
    "data.full-disk": Requirement(
        "A full disk is told in one sentence; nothing is half written and work goes on once there is room.",
        "design: data",
    ),
    "data.shared-commit": Requirement("A write that fails takes no other of its commit with it.", "design: runs"),
    "data.committed-before-sent": Requirement(
        "Message and run are committed before any request leaves the machine.", "design: the walk of one message"
    ),
    # runs
    "runs.survive-a-kill": Requirement(
        "A run whose process was killed in mid-reply is taken up and completes; nothing is lost or doubled.",
        "design: runs",
    ),
    "runs.half-a-message-is-overwritten": Requirement(
        "After a take-over the unfinished deltas are gone and the next attempt writes the same message.", "design: runs"
    ),
    "runs.leaving-hands-back": Requirement(
        "A process that leaves in order hands its runs back without counting an attempt.", "design: runs"
    ),
    "runs.fail-after-five-deaths": Requirement(
        "A run whose processes died five times fails and says so; its partial text is kept.", "design: runs"
    ),
    "runs.cancelling-of-a-dead-owner": Requirement(
        "A run that was being cancelled when its process died is cancelled.", "design: runs"
    ),
    "runs.never-sent-to-another-endpoint": Requirement(
        "A dead process's run of an endpoint that nobody uses fails after 5 s; its text is sent nowhere else.",
        "design: runs",
    ),
    "runs.ask-adopts-nothing": Requirement("A short `ask` takes up no run of another process.", "design: runs"),
    "runs.followed-across-processes": Requirement(
        "A run of another process can be followed and cancelled.", "design: runs"
    ),
    "runs.one-on-a-thread": Requirement(
        "Of two runs created on a thread at the same instant exactly one wins.", "Assistants API: thread lock"
    ),
    # house
    "house.promises-are-tested": Requirement(
        "Every promise of this table has a test, and every test proves a promise of it.", "design.md 11"
    ),
    "house.layers": Requirement("A folder imports only folders below its line.", "design.md 2"),
    "house.late-imports-have-a-reason": Requirement(
        "An import inside a function is listed with its reason, and nothing is listed that is gone.", "design.md 7"
    ),
    "house.late-imports-are-late": Requirement(
        "The command line, the first paint and each part import nothing that they do not need yet.", "design.md 7"
    ),
    "house.one-idea-a-file": Requirement(
        "No file is longer than 400 lines, none is named by what it is not.", "reference/style.md 8"
    ),
    "house.top-level": Requirement(
        "The top level holds pyproject.toml, README.md, LICENSE, app/, tests/, styles.tcss and dot files.",
        "design.md 2",
    ),
    "house.no-foreign-places": Requirement(
        "No file names a package registry or a folder of somebody's machine.", "issue 2, the house"
    ),
    "house.stylesheet-is-found": Requirement(
        "styles.tcss is found in a checkout, in an editable install and in a wheel.", "issue 2, the house"
    ),
    # ask
    "ask.streams-the-reply": Requirement(
        "The reply is on stdout as it streams and nothing else is; where to go on is told on stderr.", "design.md 8"
    ),
    "ask.exit-codes": Requirement(
        "0 completed, 1 failed, 2 usage or no model, 3 requires_action left open, 4 cancelled, expired or incomplete.",
        "design.md 8",
    ),
    "ask.text-from-argument-and-stdin": Requirement(
        "The text is the argument, what stdin carries, or both; a blank one is refused with 2.", "issue 2, build 6"
    ),
    "ask.long-text-in-parts": Requirement(
        "A text of more than 256,000 characters is sent whole, in several parts.", "issue 2, bad input"
    ),
    "ask.ways-out": Requirement("Without a model `ask` exits with 2 and names three ways out.", "issue 2, bad input"),
    "ask.dotenv-needs-consent": Requirement(
        "An address from a .env that nobody allowed gets nothing: 2, and the sentence how to allow it.", "design.md 5"
    ),
    "ask.stop-cancels": Requirement(
        "Ctrl+C, SIGTERM or a closed stdout cancel the run; it is waited for and the exit code is 4.", "design.md 8"
    ),
    "ask.json": Requirement("--json prints the run's events, one a line, as they happen.", "design.md 8"),
    "ask.safe-on-a-terminal": Requirement(
        "Terminal escapes in a reply are removed when stdout is a terminal, and kept when it is not.", "design.md 7"
    ),
    "ask.goes-on": Requirement(
        "--thread goes on in a thread with the assistant that answered last, --assistant chooses another.",
        "issue 2, build 6",
    ),
    "ask.plain": Requirement("--plain is a conversation line by line that only appends.", "reference/peers.md 4"),
    "ask.lists": Requirement("threads and runs list what is stored, as lines or JSON.", "issue 3, build 4"),
    "ask.built-in-models": Requirement(
        "model list names size and licence; model pull shows its progress and leaves nothing half-made.",
        "issue 2, build 4",
    ),
    # cli
    "cli.errors": Requirement("What goes wrong is one sentence on stderr and exit code 2.", "issue 2, bad input"),
    "cli.words": Requirement("Commands, the id of a thread and options are told apart.", "design.md 8"),
    "cli.no-screen": Requirement(
        "Without a terminal on stdin and stderr the screen does not start, and what to do is said.", "design.md 7"
    ),
    "cli.readme": Requirement("Every command in README works as printed; its tables are true.", "issue 2, shown by"),
    "cli.serve": Requirement("`serve` says where it listens in its first line, and ends in order.", "design.md 8"),
    # settings
    "settings.order": Requirement(
        "A flag wins over the environment, that over .env, that over config.toml, that over the default.",
        "design.md 8",
    ),
    "settings.dotenv-gets-only-its-own-key": Requirement(
        "The base URL of a .env gets only the key of that .env, and is kept apart until the user agrees.",
        "design.md 5",
    ),
    "settings.dotenv-is-only-data": Requirement(
        "The .env of this folder sets key, base URL, model and api and nothing else; nothing is replaced in it.",
        "design.md 5",
    ),
    "settings.broken-file-is-named": Requirement(
        "A broken config.toml or .env is named with line and key; nothing is overwritten, no secret is shown.",
        "issue 2, bad input",
    ),
    "settings.no-secret-in-a-log": Requirement("Settings in a log or a traceback show no secret.", "design.md 5"),
    # screen: the installed program in a real terminal
    "screen.conversation": Requirement(
        "A typed message shows at once, its run moves queued, in_progress, completed, the reply streams in.", "issue 2"
    ),
    "screen.comes-back": Requirement("After a restart the conversation is there.", "issue 2"),
    "screen.threads-by-keyboard": Requirement("Threads are begun and switched from the keyboard.", "issue 2, 5"),
    "screen.cancel": Requirement(
        "Esc cancels the run and closes the request; the partial text stays and the next message works.", "issue 2, 5"
    ),
    "screen.leaves-no-trace": Requirement(
        "Quitting ends with exit code 0 and puts the terminal back as it was, in mid-stream too.", "issue 2, shown by"
    ),
    "screen.drafts": Requirement("The draft survives a quit.", "issue 2, 5"),
    "screen.survives-kill": Requirement(
        "After SIGKILL in mid-stream the message is there, the run is taken up and completes, nothing is doubled.",
        "issue 2, shown by",
    ),
    "screen.first-run": Requirement(
        "Without key, server and weights the ways out are shown; a local server is found and named first.", "issue 2, 4"
    ),
    "screen.too-small": Requirement(
        "A terminal too small says so and works again when larger.", "issue 2, bad input and bad days"
    ),
    # history: the message history of the terminal
    "history.markdown": Requirement("Replies are shown as Markdown; HTML, images and math as text.", "design.md 7"),
    "history.tables": Requirement("Cells of a wide table wrap; a table too wide becomes records.", "issue 2, 5"),
    "history.code": Requirement("Code is highlighted, wraps, and is copied by a click or a key.", "issue 2, 5"),
    "history.theme": Requirement("Another theme or width shows the same text, at the same place.", "design.md 7"),
    "history.escapes": Requirement("No escape or control character of a message reaches the terminal.", "design.md 7"),
    "history.wrapping": Requirement(
        "No row is wider than the view; words, emoji and Japanese punctuation break where they should.", "issue 2, 5"
    ),
    "history.streaming": Requirement("A streamed reply looks as it does when it is opened later.", "design.md 7"),
    "history.frames": Requirement("Streamed text is drawn 6 to 10 times a second, after a key's echo.", "design.md 9"),
    "history.marks": Requirement("An incomplete reply keeps its text and says why it ended.", "issue 2, 5"),
    "history.follows": Requirement(
        "The view follows only at the bottom; scrolled up, nothing moves; End follows again.", "issue 2, 5"
    ),
    "history.older": Requirement("Older pages come in above, on demand, and nothing on screen shifts.", "design.md 7"),
    "history.scrolling": Requirement("Scrolling shows every row once, in order, in any thread.", "design.md 7"),
    "history.notes": Requirement("The run's own line stands under the last message, changed in place.", "issue 2, 5"),
    "history.keys": Requirement("Messages are chosen and copied with the keys.", "reference/peers.md 4"),
    "history.selection": Requirement("Text selected with the mouse is copied without its wrapping.", "peers.md 2"),
    "history.long": Requirement("Long messages are folded, and unfold piece by piece.", "issue 2, bad input"),
    "history.painting": Requirement("Only rows that changed are painted, and all that did.", "issue 2, 5"),
    "history.bounded": Requirement("Rows of at most 200 messages are kept.", "design.md 9"),
    # models
    "models.streams": Requirement(
        "A reply streams piece by piece, with usage and finish reason, from servers of many habits.", "issue 2, 4"
    ),
    "models.connection-is-kept": Requirement("One model call after the other uses the same connection.", "design.md 9"),
    "models.cancel-closes": Requirement("Cancelling closes the request to the model at once.", "issue 2, 4"),
    "models.only-what-is-set": Requirement(
        "A model call carries what the run set and nothing else.", "Assistants API: running a run today"
    ),
    "models.dialects": Requirement(
        "A server that refuses an optional field is asked without it; a short trouble is tried again.",
        "Assistants API: running a run today",
    ),
    "models.thread-to-messages": Requirement(
        "Instructions, messages, images and earlier tool rounds reach the model in the order of the thread.",
        "Assistants API: running a run today",
    ),
    "models.tool-calls": Requirement(
        "Tool calls are understood in every shape that servers send.", "Assistants API: running a run today"
    ),
    "models.failures-say-what-to-do": Requirement(
        "Each failure of a model call has the right code and a sentence that says what to do, never the key.",
        "issue 2, bad input and bad days",
    ),
    "models.context-too-long": Requirement(
        "A thread that does not fit is told from other refusals, with the numbers.", "issue 2, 4"
    ),
    "models.key-goes-only-where-it-belongs": Requirement(
        "A key is sent to the endpoint that it belongs to and to no other.", "design.md 5"
    ),
    "models.endpoint-order": Requirement(
        "The endpoint is the first of: setting, key, local server that lists models, built-in model, none.",
        "design.md 5",
    ),
    "models.consent": Requirement(
        "Nothing is sent where the .env of a folder points before the user chose it once for this folder.",
        "design.md 5",
    ),
    "models.choice-is-kept": Requirement(
        "A choice on screen and a pasted key hold after a restart; the key is in a file of mode 0600.", "design.md 5"
    ),
    "models.names": Requirement(
        "The model that answers: the name asked for, else [models], else the setting, else the endpoint's own choice.",
        "design.md 5",
    ),
    "models.weights-are-checked": Requirement(
        "Weights are in place only with the right size and hash; nothing is half-installed.",
        "issue 2, bad input and bad days",
    ),
    "models.weights-go-on": Requirement(
        "A download that was cut off goes on where it stopped, from either source.", "issue 2, 4"
    ),
    "models.built-in-answers": Requirement(
        "The built-in model is pulled and asked for 2 + 2; the reply contains 4.", "issue 2, shown by"
    ),
    "models.built-in-process": Requirement(
        "The built-in model's process starts at the first message, again when it died, and ends with its parent.",
        "issue 2, 4",
    ),
    # server
    "server.valid-is-accepted": Requirement(
        "Every body that the request types allow is accepted.", "Assistants API: fields"
    ),
    "server.broken-is-refused": Requirement(
        "A body that breaks a type, limit, enum or unknown field is a 400 that names its param and code.",
        "Assistants API: errors",
    ),
    "server.never-5xx": Requirement(
        "Whatever comes, the answer is below 500 and a refusal is in the API's envelope.", "Assistants API: errors"
    ),
    "server.key": Requirement(
        "With a key set, a request without it is a 401 invalid_api_key, compared in constant time.", "design.md 8"
    ),
    "server.no-web-pages": Requirement(
        "On loopback without a key, a foreign Host or any Origin header is refused.", "design.md 8"
    ),
    "server.beta-header": Requirement(
        "A missing beta header is accepted, assistants=v1 is refused.", "Assistants API: transport"
    ),
    "server.headers": Requirement(
        "Every answer carries x-request-id and the API's own headers.", "Assistants API: transport"
    ),
    "server.hostile-bodies": Requirement(
        "Bytes that are not JSON, not UTF-8, nested too deeply or hold NUL characters are a 400.",
        "Assistants API: errors",
    ),
    "server.body-limit": Requirement(
        "A body over 32 MiB is a 413, with or without a length.", "Assistants API: errors"
    ),
    "server.empty-bodies": Requirement(
        "An empty body and a missing content type are accepted where every field may be absent.",
        "Assistants API: transport",
    ),
    "server.empty-model": Requirement("An empty model counts as absent.", "Assistants API: fields and limits"),
    "server.limits": Requirement(
        "Limits of bodies and queries are refused with the API's words and codes.", "Assistants API: fields and limits"
    ),
    "server.not-found": Requirement("An unknown id is a 404 in the API's words.", "Assistants API: state machine"),
    "server.stream-form": Requirement(
        "A stream is named events with the object as data, and ends with done.", "Assistants API: SSE"
    ),
    "server.stream-refusal": Requirement("A refused stream is a plain JSON 400.", "Assistants API: state machine"),
    "server.submit-stream": Requirement(
        "The stream of submitted outputs tells what follows them and nothing before.", "Assistants API: SSE"
    ),
    "server.follow": Requirement(
        "The events of a run can be followed from any number to its end, without a gap or a repeat.", "design.md 2"
    ),
    "server.keep-alive": Requirement("A quiet stream sends comments.", "Assistants API: SSE"),
    "server.leaving": Requirement(
        "A client that leaves or reads nothing stops no run and holds up nobody.", "design.md 3"
    ),
    "server.one-winner": Requirement(
        "Of several runs created on a thread at the same instant exactly one is made.", "Assistants API: state machine"
    ),
    # remote: a served engine, used from elsewhere
    "remote.says-what-to-do": Requirement(
        "No server, a wrong key, a web page, another API: one sentence that says what to do, never the key.",
        "issue 3, build 4",
    ),
    "remote.key": Requirement("The server's key goes to the server, other keys and names go nowhere.", "design.md 5"),
    "remote.once": Requirement("What changes something is sent once; a read is tried again.", "design.md 3"),
    "remote.refusals": Requirement("A refusal of the server arrives as the API's own.", "issue 3, build 4"),
    "remote.follow-goes-on": Requirement(
        "Following goes on after the last number when the line breaks or the server starts anew: no gap, no repeat.",
        "design.md 4",
    ),
    "remote.follow-ends": Requirement(
        "Following ends with the run, when it is closed, or with a sentence when the server stays away.", "design.md 4"
    ),
    "remote.endpoint": Requirement(
        "The server is the endpoint; its model, keys and weights are chosen where it runs.", "issue 3, build 4"
    ),
    "remote.commands": Requirement(
        "Every command without a screen works with --server URL as with the local engine.", "issue 3, build 4"
    ),
    "remote.terminal": Requirement(
        "The terminal works with --server URL, and survives a restart of the server.", "issue 3, build 4"
    ),
    # tui: the terminal app, driven without a pty
    "tui.message-shows-at-once": Requirement("A sent message shows before the store has answered.", "issue 2, 5"),
    "tui.status-moves": Requirement(
        "The status line moves queued, in_progress, completed, in the API's words, with the time it took.", "issue 2, 5"
    ),
    "tui.reply-streams": Requirement("The reply streams in as Markdown, Japanese and emoji right.", "issue 2, 5"),
    "tui.blank-sends-nothing": Requirement("Empty or blank input sends nothing.", "issue 2, bad input"),
    "tui.enter-while-active": Requirement("While a run is active Enter keeps the draft and says why.", "issue 2, 5"),
    "tui.cancel": Requirement(
        "Esc shows cancelling in the same frame, then cancelled; the partial text is kept and marked.", "issue 2, 5"
    ),
    "tui.failed-and-again": Requirement(
        "A failed run shows code and message; R, or F5 from the box, tries again without a new message.", "issue 2, 5"
    ),
    "tui.refused-message-comes-back": Requirement(
        "A message that cannot be stored is marked as not sent, and its text is back in the box.", "issue 2, 5"
    ),
    "tui.follows-runs-of-others": Requirement(
        "A run that was begun elsewhere is followed from its beginning when its thread is opened.", "design.md 4"
    ),
    "tui.background-runs": Requirement(
        "Runs of other threads go on and the thread list shows how they stand.", "design.md 3"
    ),
    "tui.take-over": Requirement(
        "When a run is taken up again its unfinished message is shown once, from its new beginning.", "design.md 4"
    ),
    "tui.threads": Requirement(
        "Threads are begun, opened, switched, renamed and deleted from the keyboard.", "issue 2, 5"
    ),
    "tui.title": Requirement(
        "The title is the first message; a new one is kept in metadata beside keys of others.", "issue 2, 5"
    ),
    "tui.undo": Requirement(
        "A deleted thread is hidden at once, comes back within ten seconds on u, and is deleted at the quit.",
        "issue 2, 5",
    ),
    "tui.panes": Requirement("Tab, Shift+Tab and Esc move between the panes.", "issue 2, 5"),
    "tui.search": Requirement("/ filters and searches the threads in the store, page by page.", "design.md 7"),
    "tui.drafts": Requirement("The draft of each thread survives a switch, a quit and a broken file.", "issue 2, 5"),
    "tui.prompts": Requirement(
        "↑ on the first row walks back through what was sent, ↓ forward to the draft.", "reference/peers.md 4"
    ),
    "tui.keys-in-order": Requirement(
        "Keys that come faster than they are handled act in their order.", "found in use: Enter overtook letters"
    ),
    "tui.newlines": Requirement(
        "Every key that terminals send for a new line makes one, and the box grows to ten rows.", "reference/peers.md 4"
    ),
    "tui.long-paste": Requirement(
        "1 MB pasted is a chip and is sent whole as text parts of at most 256,000 characters.", "issue 2, bad input"
    ),
    "tui.too-small": Requirement("A screen too small says so and works again when larger.", "issue 2, bad input"),
    "tui.follows-at-bottom": Requirement(
        "The view follows only at the bottom; above it the line says how much is new.", "issue 2, 5"
    ),
    "tui.older-pages": Requirement("Older messages are loaded when the top is near.", "design.md 7"),
    "tui.first-run": Requirement(
        "The first-run screen uses what was found, a pasted key, or the built-in model downloaded there.", "issue 2, 4"
    ),
    "tui.consent": Requirement(
        "An endpoint named by the .env of this folder is asked about before anything is sent.", "design.md 5"
    ),
    "tui.names-the-endpoint": Requirement(
        "Endpoint and model are on the screen before anything is sent.", "design.md 5"
    ),
    "tui.prepares-at-first-key": Requirement(
        "What the first request imports is prepared at the first key typed, not before.", "design.md 7"
    ),
    "tui.unavailable": Requirement(
        "Data that cannot be opened ends the app with exit code 1 and one sentence.", "issue 2, bad input"
    ),
    "tui.text-is-data": Requirement(
        "Markup and escape sequences in titles and errors are shown as text.", "design.md 7"
    ),
    "tui.keys": Requirement(
        "Every binding has an id; help and palette are made from the bindings; config.toml changes the keys.",
        "design.md 7",
    ),
    "tui.interrupt": Requirement(
        "Ctrl+C stashes a draft, cancels a run, and only twice when idle quits.", "reference/peers.md 4"
    ),
    "tui.quits": Requirement("Ctrl+Q quits with exit code 0, in mid-stream too.", "issue 2, 5"),
    # api
    "api.assistants": Requirement("An assistant answers every field as it was asked for.", "Assistants API: fields"),
    "api.modify": Requirement(
        "A change leaves what it does not name; null clears; metadata is replaced whole.", "Assistants API: fields"
    ),
    "api.deletion": Requirement("What is deleted is a 404 in the API's words.", "Assistants API: state machine"),
    "api.messages": Requirement(
        "A message is a string or parts in, and parts out.", "Assistants API: messages and steps"
    ),
    "api.paging": Requirement("Pages with equal times miss nothing and repeat nothing.", "Assistants API: transport"),
    "api.thread-list": Requirement("Threads are listed by last activity and searched.", "design.md 2"),
    "api.text-run": Requirement("A reply of text has the API's events and fields.", "Assistants API: SSE"),
    "api.empty-answer": Requirement("An empty reply makes no message.", "Assistants API: what the SDKs break on"),
    "api.thread-and-run": Requirement("A thread and its run are made in one request.", "Assistants API: SSE"),
    "api.functions": Requirement(
        "Functions are called in several rounds; all outputs come in one request, others change nothing.",
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
        "What a run says wins over its assistant and is copied into it.", "Assistants API: fields and limits"
    ),
    "api.expiry": Requirement("A run that nobody answers expires and frees its thread.", "Assistants API: runs"),
    "api.follow": Requirement("Following a run misses nothing and repeats nothing.", "design.md 4"),
    # sdk
    "sdk.poll-helpers": Requirement(
        "The poll helpers of the SDK work and are told how soon to ask again.", "Assistants API: transport"
    ),
    "sdk.stream-helpers": Requirement(
        "The stream helpers of the SDKs take every stream, tool outputs and failures included.",
        "Assistants API: what the SDKs break on",
    ),
    "sdk.paging": Requirement("The SDK's pages turn by themselves.", "Assistants API: transport"),
    "sdk.errors": Requirement("Refusals come as the errors that programs catch.", "Assistants API: transport"),
    "sdk.models": Requirement("GET /models lists the models of the endpoint in use.", "design.md 2"),
    "sdk.classic-program": Requirement(
        "The classic first program runs unmodified, in Python and in Node.", "design.md 1"
    ),
    "sdk.go-habits": Requirement(
        "What go-openai sends is accepted and what it receives fits its types.", "Assistants API: transport"
    ),
    "server.take-over": Requirement(
        "An API stream breaks where a take-over would tell a message twice, and only there.", "design.md 4"
    ),
    "server.faults-of-ours": Requirement(
        "A fault of the server is a server_error in the envelope, with nothing of its inside.", "Assistants API: errors"
    ),
    # serve
    "serve.needs-a-key": Requirement("Beyond loopback serve refuses to start without a key.", "design.md 8"),
    "serve.address": Requirement("An address that cannot be had is named before any data is opened.", "design.md 8"),
    "serve.stops-in-order": Requirement(
        "SIGTERM and SIGINT end streams at once, hand runs back and exit 0.", "design.md 4"
    ),
}


def requirement(*ids: str):
    """Mark a test as the proof of these promises."""
    unknown = [one for one in ids if one not in REQUIREMENTS]
    if unknown:
        raise LookupError(f"not in tests/requirements.py: {unknown}")
    return pytest.mark.requirement(*ids)
