"""Every promise of the product: an id, the sentence and where it belongs. Tests name the promise they prove.

`test_requirements.py` checks both ways: no promise without a test, no test of a promise that is not here.
"""

from typing import NamedTuple, TypeVar

import pytest

Test = TypeVar("Test")


class Requirement(NamedTuple):
    """A promised behaviour. `source`: the part of the product, or of the Assistants API, that it belongs to."""

    sentence: str
    source: str


REQUIREMENTS: dict[str, Requirement] = {
    "threads.search": Requirement(
        "Threads are found by words of their titles and messages, in any script and of any length; titles first, then"
        " the newest messages.",
        "the thread list",
    ),
    "threads.search-pages": Requirement(
        "What a search found is paged like every list: in both orders, after and before a thread.",
        "additions to the Assistants API",
    ),
    # data
    "data.damaged": Requirement("A damaged database is told in one sentence and left untouched.", "data"),
    "data.newer-version": Requirement(
        "A database from a newer version is told in one sentence and left untouched.", "data"
    ),
    "data.another-program": Requirement("A database of another program is left untouched.", "data"),
    "data.copy-before-migration": Requirement(
        "A copy lies beside the file before any migration, and a failed one changes nothing.", "data"
    ),
    "data.unwritable": Requirement("A data folder that cannot be written or made is told in one sentence.", "data"),
    "data.private": Requirement("The data folder is the user's own, mode 0700.", "data"),
    "data.full-disk": Requirement(
        "A full disk is told in one sentence; nothing is half written and work goes on once there is room.",
        "data",
    ),
    "data.shared-commit": Requirement("A write that fails takes no other of its commit with it.", "runs"),
    "data.committed-before-sent": Requirement(
        "Message and run are committed before any request leaves the machine.", "the walk of one message"
    ),
    # runs
    "runs.survive-a-kill": Requirement(
        "A run whose process was killed in mid-reply is taken up and completes; nothing is lost or doubled.",
        "runs",
    ),
    "runs.half-a-message-is-overwritten": Requirement(
        "After a take-over the unfinished deltas are gone and the next attempt writes the same message.", "runs"
    ),
    "runs.leaving-hands-back": Requirement(
        "A process that leaves in order hands its runs back without counting an attempt.", "runs"
    ),
    "runs.fail-after-five-deaths": Requirement(
        "A run whose processes died five times fails and says so; its partial text is kept.", "runs"
    ),
    "runs.cancelling-of-a-dead-owner": Requirement(
        "A run that was being cancelled when its process died is cancelled.", "runs"
    ),
    "runs.never-sent-to-another-endpoint": Requirement(
        "A dead process's run of an endpoint that nobody uses fails after 5 s; its text is sent nowhere else.",
        "runs",
    ),
    "runs.ask-adopts-nothing": Requirement("A short `ask` takes up no run of another process.", "runs"),
    "runs.followed-across-processes": Requirement("A run of another process can be followed and cancelled.", "runs"),
    "runs.one-on-a-thread": Requirement(
        "Of two runs created on a thread at the same instant exactly one wins.", "Assistants API: state machine"
    ),
    "runs.followed-from-anywhere": Requirement(
        "Followers from any number, begun at any moment, in any process, see the same events without gap or repeat, "
        "in the API's orders.",
        "design: runs",
    ),
    "runs.chaos": Requirement(
        "Processes killed at random lose no message and no run, double no reply and leave no thread locked.",
        "design: runs",
    ),
    "runs.rivals": Requirement(
        "Cancel, submit, delete and close at the same instant: one of them wins and nothing hangs.", "design: runs"
    ),
    "runs.stops-at-once": Requirement(
        "A cancel ends the run within seconds at whatever point it comes, also when the model does not let go.",
        "Assistants API: state machine",
    ),
    "runs.expire-unwatched": Requirement(
        "A run expires at its time with nobody watching, streaming or not, with the API's fields.",
        "Assistants API: state machine",
    ),
    "runs.faults-fail": Requirement(
        "Whatever a model raises or leaves out, the run ends failed with a sentence and its thread is free.",
        "bad days",
    ),
    "runs.context-is-fitted": Requirement(
        "A conversation that is too long loses its middle and is asked again; budgets cut the prompt.",
        "Assistants API: messages and steps",
    ),
    "runs.all-that-was-streamed": Requirement(
        "Text, refusals and calls are kept as they were streamed, however the reply ends.",
        "Assistants API: client libraries",
    ),
    "runs.full-disk": Requirement(
        "A disk that is full in mid-run is told to followers; once there is room the run is taken up again.",
        "bad days",
    ),
    "runs.deltas-go-late": Requirement(
        "Deltas are removed only when their run is over, whoever ended it.", "design: runs"
    ),
    # house
    "house.promises-are-tested": Requirement(
        "Every promise of this table has a test, and every test proves a promise of it.", "the house"
    ),
    "house.layers": Requirement("A folder imports only folders below its line.", "the house"),
    "house.late-imports-have-a-reason": Requirement(
        "An import inside a function is listed with its reason, and nothing is listed that is gone.", "the house"
    ),
    "house.late-imports-are-late": Requirement(
        "The command line, the first paint and each part import nothing that they do not need yet.", "the house"
    ),
    "house.few-entries": Requirement("No package has more than twelve entries.", "the house"),
    "house.one-idea-a-file": Requirement(
        "No file is longer than 400 lines, none is named by what it is not.", "the house"
    ),
    "house.top-level": Requirement(
        "The top level holds pyproject.toml, README.md, LICENSE, app/, tests/, styles.tcss and dot files.",
        "the house",
    ),
    "house.no-foreign-places": Requirement(
        "No file names a package registry or a folder of somebody's machine.", "the house"
    ),
    "house.stylesheet-is-found": Requirement(
        "styles.tcss is found in a checkout, in an editable install and in a wheel.", "the house"
    ),
    # ask
    "ask.streams-the-reply": Requirement(
        "The reply is on stdout as it streams and nothing else is; where to go on is told on stderr.", "asking"
    ),
    "ask.exit-codes": Requirement(
        "0 completed, 1 failed, 2 usage or no model, 3 requires_action left open, 4 cancelled, expired or incomplete.",
        "asking",
    ),
    "ask.text-from-argument-and-stdin": Requirement(
        "The text is the argument, what stdin carries, or both; a blank one is refused with 2.", "asking"
    ),
    "ask.long-text-in-parts": Requirement(
        "A text of more than 256,000 characters is sent whole, in several parts.", "bad days"
    ),
    "ask.ways-out": Requirement("Without a model `ask` exits with 2 and names three ways out.", "bad days"),
    "ask.dotenv-needs-consent": Requirement(
        "An address from a .env that nobody allowed gets nothing: 2, and the sentence how to allow it.", "who answers"
    ),
    "ask.stop-cancels": Requirement(
        "Ctrl+C, SIGTERM or a closed stdout cancel the run; it is waited for and the exit code is 4.", "asking"
    ),
    "ask.json": Requirement("--json prints the run's events, one a line, as they happen.", "asking"),
    "ask.safe-on-a-terminal": Requirement(
        "Terminal escapes in a reply are removed when stdout is a terminal, and kept when it is not.", "asking"
    ),
    "ask.goes-on": Requirement(
        "--thread goes on in a thread with the assistant that answered last, --assistant chooses another.",
        "asking",
    ),
    "ask.plain": Requirement(
        "--plain is a conversation line by line that only appends, and goes on after a message that failed.", "asking"
    ),
    "ask.lists": Requirement("threads and runs list what is stored, as lines or JSON.", "asking"),
    "ask.built-in-models": Requirement(
        "model list names size and licence; model pull shows its progress and leaves nothing half-made.",
        "the built-in model",
    ),
    # cli
    "cli.errors": Requirement("What goes wrong is one sentence on stderr and exit code 2.", "bad days"),
    "cli.words": Requirement("Commands, the id of a thread and options are told apart.", "the command line"),
    "cli.no-screen": Requirement(
        "Without a terminal on stdin and stderr the screen does not start, and what to do is said.", "the command line"
    ),
    "cli.readme": Requirement("Every command in README works as printed; its tables are true.", "README"),
    "cli.serve": Requirement("`serve` says where it listens in its first line, and ends in order.", "serving"),
    # settings
    "settings.order": Requirement(
        "A flag wins over the environment, that over .env, that over config.toml, that over the default.",
        "settings",
    ),
    "settings.dotenv-gets-only-its-own-key": Requirement(
        "The base URL of a .env gets only the key of that .env, and is kept apart until the user agrees.",
        "settings",
    ),
    "settings.dotenv-is-only-data": Requirement(
        "The .env of this folder sets key, base URL, model and api and nothing else; nothing is replaced in it.",
        "settings",
    ),
    "settings.broken-file-is-named": Requirement(
        "A broken config.toml or .env is named with line and key; nothing is overwritten, no secret is shown.",
        "bad days",
    ),
    "settings.no-secret-in-a-log": Requirement("Settings in a log or a traceback show no secret.", "settings"),
    # screen: the installed program in a real terminal
    "screen.conversation": Requirement(
        "A typed message shows at once, its run moves queued, in_progress, completed, the reply streams in.",
        "the terminal",
    ),
    "screen.comes-back": Requirement("After a restart the conversation is there.", "the terminal"),
    "screen.threads-by-keyboard": Requirement("Threads are begun and switched from the keyboard.", "the terminal"),
    "screen.mouse": Requirement(
        "A left click in the thread list opens the thread under it, a right click opens none.", "the terminal"
    ),
    "screen.cancel": Requirement(
        "Esc cancels the run and closes the request; the partial text stays and the next message works.", "the terminal"
    ),
    "screen.leaves-no-trace": Requirement(
        "Quitting ends with exit code 0 and puts the terminal back as it was, in mid-stream too.", "the terminal"
    ),
    "screen.drafts": Requirement("The draft survives a quit.", "the terminal"),
    "screen.survives-kill": Requirement(
        "After SIGKILL in mid-stream the message is there, the run is taken up and completes, nothing is doubled.",
        "the terminal",
    ),
    "screen.first-run": Requirement(
        "Without key, server and weights the ways out are shown; a local server is found and named first.",
        "the first start",
    ),
    "screen.too-small": Requirement("A terminal too small says so and works again when larger.", "bad days"),
    # history: the message history of the terminal
    "history.markdown": Requirement("Replies are shown as Markdown; HTML, images and math as text.", "the terminal"),
    "history.tables": Requirement("Cells of a wide table wrap; a table too wide becomes records.", "the terminal"),
    "history.code": Requirement("Code is highlighted, wraps, and is copied by a click or a key.", "the terminal"),
    "history.theme": Requirement("Another theme or width shows the same text, at the same place.", "the terminal"),
    "history.escapes": Requirement("No escape or control character of a message reaches the terminal.", "the terminal"),
    "history.wrapping": Requirement(
        "No row is wider than the view; words, emoji and Japanese punctuation break where they should.", "the terminal"
    ),
    "history.streaming": Requirement("A streamed reply looks as it does when it is opened later.", "the terminal"),
    "history.frames": Requirement("Streamed text is drawn 6 to 10 times a second, after a key's echo.", "speed"),
    "history.marks": Requirement("An incomplete reply keeps its text and says why it ended.", "the terminal"),
    "history.follows": Requirement(
        "The view follows only at the bottom; scrolled up, nothing moves; End follows again.", "the terminal"
    ),
    "history.older": Requirement("Older pages come in above, on demand, and nothing on screen shifts.", "the terminal"),
    "history.scrolling": Requirement("Scrolling shows every row once, in order, in any thread.", "the terminal"),
    "history.notes": Requirement("The run's own line stands under the last message, changed in place.", "the terminal"),
    "history.keys": Requirement("Messages are chosen and copied with the keys.", "the terminal"),
    "history.selection": Requirement("Text selected with the mouse is copied without its wrapping.", "the terminal"),
    "history.long": Requirement("Long messages are folded, and unfold piece by piece.", "bad days"),
    "history.painting": Requirement("Only rows that changed are painted, and all that did.", "the terminal"),
    "history.few-codes": Requirement("A row is sent with as few colour codes as its look allows.", "speed"),
    "history.bounded": Requirement("Rows of at most 200 messages are kept.", "speed"),
    # models
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
    "models.key-goes-only-where-it-belongs": Requirement(
        "A key is sent to the endpoint that it belongs to and to no other.", "who answers"
    ),
    "models.endpoint-order": Requirement(
        "The endpoint is the first of: setting, key, local server that lists models, built-in model, none.",
        "who answers",
    ),
    "models.consent": Requirement(
        "Nothing is sent where the .env of a folder points before the user chose it once for this folder.",
        "who answers",
    ),
    "models.choice-is-kept": Requirement(
        "A choice on screen and a pasted key hold after a restart; the key is in a file of mode 0600.", "who answers"
    ),
    "models.names": Requirement(
        "The model that answers: the name asked for, else [models], else the setting, else the endpoint's own choice.",
        "who answers",
    ),
    "models.no-list-says-why": Requirement(
        "Where no model is named and no list comes, the sentence says why, and the next try asks again.",
        "who answers",
    ),
    "models.weights-are-checked": Requirement(
        "Weights are in place only with the right size and hash; nothing is half-installed.",
        "bad days",
    ),
    "models.weights-go-on": Requirement(
        "A download that was cut off goes on where it stopped, from either source.", "the built-in model"
    ),
    "models.built-in-answers": Requirement(
        "The built-in model is pulled and asked for 2 + 2; the reply contains 4.", "the built-in model"
    ),
    "models.built-in-newest": Requirement(
        "Of several built-in models the one that was downloaded last answers.", "the built-in model"
    ),
    "models.built-in-process": Requirement(
        "The built-in model's process starts at the first message, again when it died, and ends with its parent.",
        "the built-in model",
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
        "With a key set, a request without it is a 401 invalid_api_key, compared in constant time.", "serving"
    ),
    "server.no-web-pages": Requirement(
        "On loopback without a key, a foreign Host or any Origin header is refused.", "serving"
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
    "server.empty-model": Requirement("An empty model counts as absent.", "Assistants API: fields"),
    "server.limits": Requirement(
        "Limits of bodies and queries are refused with the API's words and codes.", "Assistants API: fields"
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
        "The events of a run can be followed from any number to its end, without a gap or a repeat.",
        "additions to the Assistants API",
    ),
    "server.keep-alive": Requirement("A quiet stream sends comments.", "Assistants API: SSE"),
    "server.leaving": Requirement(
        "A client that leaves or reads nothing stops no run and holds up nobody.", "the walk of one message"
    ),
    "server.one-winner": Requirement(
        "Of several runs created on a thread at the same instant exactly one is made.", "Assistants API: state machine"
    ),
    "server.slow-requests": Requirement(
        "A request that does not arrive whole is not waited for beyond its time.", "Assistants API: transport"
    ),
    "server.not-http": Requirement(
        "Bytes that are no HTTP are a 400 in the envelope; requests sent ahead are answered in their order.",
        "Assistants API: transport",
    ),
    "server.at-once": Requirement(
        "Outputs submitted twice, cancelled or deleted under way: one wins, the others are refused, nothing hangs.",
        "Assistants API: state machine",
    ),
    "server.fields": Requirement(
        "Every object answers every field of the API, whatever its status.", "Assistants API: fields"
    ),
    "server.mapped-models": Requirement(
        "A model name that the endpoint lacks is mapped by [models] for served runs, and the run keeps its name.",
        "who answers",
    ),
    # remote: a served engine, used from elsewhere
    "remote.says-what-to-do": Requirement(
        "No server, a wrong key, a web page, another API: one sentence that says what to do, never the key.",
        "a server used from elsewhere",
    ),
    "remote.key": Requirement(
        "The server's key goes to the server, other keys and names go nowhere.", "a server used from elsewhere"
    ),
    "remote.once": Requirement(
        "What changes something is sent once; a read is tried again.", "a server used from elsewhere"
    ),
    "remote.refusals": Requirement("A refusal of the server arrives as the API's own.", "a server used from elsewhere"),
    "remote.follow-goes-on": Requirement(
        "Following goes on after the last number when the line breaks or the server starts anew: no gap, no repeat.",
        "a server used from elsewhere",
    ),
    "remote.follow-ends": Requirement(
        "Following ends with the run, when it is closed, or with a sentence when the server stays away.",
        "a server used from elsewhere",
    ),
    "remote.endpoint": Requirement(
        "The server is the endpoint; its model, keys and weights are chosen where it runs.",
        "a server used from elsewhere",
    ),
    "remote.commands": Requirement(
        "Every command without a screen works with --server URL as with the local engine.",
        "a server used from elsewhere",
    ),
    "remote.terminal": Requirement(
        "The terminal works with --server URL, and survives a restart of the server.", "a server used from elsewhere"
    ),
    # tui: the terminal app, driven without a pty
    "tui.message-shows-at-once": Requirement("A sent message shows before the store has answered.", "the terminal"),
    "tui.status-moves": Requirement(
        "The status line moves queued, in_progress, completed, in the API's words, with the time it took.",
        "the terminal",
    ),
    "tui.reply-streams": Requirement("The reply streams in as Markdown, Japanese and emoji right.", "the terminal"),
    "tui.blank-sends-nothing": Requirement("Empty or blank input sends nothing.", "bad days"),
    "tui.enter-while-active": Requirement("While a run is active Enter keeps the draft and says why.", "the terminal"),
    "tui.cancel": Requirement(
        "Esc shows cancelling in the same frame, then cancelled; the partial text is kept and marked.", "the terminal"
    ),
    "tui.failed-and-again": Requirement(
        "A failed run shows code and message; R, or F5 from the box, tries again without a new message.", "the terminal"
    ),
    "tui.refused-message-comes-back": Requirement(
        "A message that cannot be stored is marked as not sent, and its text is back in the box.", "the terminal"
    ),
    "tui.others": Requirement(
        "What others do on the same data shows by itself: their threads in the list, their messages and runs in the"
        " open thread, unless somebody reads further up.",
        "two terminals on one data folder",
    ),
    "tui.readable": Requirement("Text can be read in light and in dark themes.", "the terminal"),
    "tui.theme": Requirement("A theme chosen on screen is there at the next start.", "the terminal"),
    "tui.follows-runs-of-others": Requirement(
        "A run that was begun elsewhere is followed from its beginning when its thread is opened.", "runs"
    ),
    "tui.lost-following": Requirement(
        "A run whose events cannot be had any more is followed again, as often as it takes; a deleted one is left.",
        "bad days",
    ),
    "tui.background-runs": Requirement(
        "Runs of other threads go on and the thread list shows how they stand.", "the walk of one message"
    ),
    "tui.take-over": Requirement(
        "When a run is taken up again its unfinished message is shown once, from its new beginning.", "runs"
    ),
    "tui.threads": Requirement(
        "Threads are begun, opened, switched, renamed and deleted from the keyboard.", "the terminal"
    ),
    "tui.title": Requirement(
        "The title is the first message; a new one is kept in metadata beside keys of others.", "the terminal"
    ),
    "tui.undo": Requirement(
        "A deleted thread is hidden at once, comes back within ten seconds on u, and is deleted at the quit.",
        "the terminal",
    ),
    "tui.panes": Requirement("Tab, Shift+Tab and Esc move between the panes.", "the terminal"),
    "tui.search": Requirement("/ filters and searches the threads in the store, page by page.", "the terminal"),
    "tui.drafts": Requirement("The draft of each thread survives a switch, a quit and a broken file.", "the terminal"),
    "tui.prompts": Requirement(
        "↑ on the first row walks back through what was sent, ↓ forward to the draft.", "the terminal"
    ),
    "tui.keys-in-order": Requirement("Keys that come faster than they are handled act in their order.", "the terminal"),
    "tui.keyboard-bytes": Requirement(
        "No byte from the keyboard ends the program, and a paste is text, whatever escapes it holds.", "bad days"
    ),
    "tui.newlines": Requirement(
        "Every key that terminals send for a new line makes one, and the box grows to ten rows.", "the terminal"
    ),
    "tui.long-paste": Requirement(
        "1 MB pasted is a chip and is sent whole as text parts of at most 256,000 characters.", "bad days"
    ),
    "tui.too-small": Requirement("A screen too small says so and works again when larger.", "bad days"),
    "tui.click-opens-what-is-clicked": Requirement(
        "A left click acts on the row under it, in a filtered or scrolled list too; borders and empty rows do nothing.",
        "the terminal",
    ),
    "tui.left-button-acts": Requirement(
        "Only the left button opens, chooses, copies, unfolds or goes to the end.", "the terminal"
    ),
    "tui.removed-widgets-are-not-painted": Requirement(
        "A widget that is being removed is not painted any more: Esc in a line that goes away never ends the program.",
        "bad days",
    ),
    "tui.follows-at-bottom": Requirement(
        "The view follows only at the bottom; above it the line says how much is new.", "the terminal"
    ),
    "tui.older-pages": Requirement("Older messages are loaded when the top is near.", "the terminal"),
    "tui.first-run": Requirement(
        "The first-run screen uses what was found, a pasted key, or the built-in model downloaded there.",
        "the first start",
    ),
    "tui.consent": Requirement(
        "An endpoint named by the .env of this folder is asked about before anything is sent.", "who answers"
    ),
    "tui.names-the-endpoint": Requirement(
        "Endpoint and model are on the screen before anything is sent.", "who answers"
    ),
    "tui.prepares-at-first-key": Requirement(
        "What the first request imports is prepared at the first key typed, not before.", "the terminal"
    ),
    "tui.unavailable": Requirement(
        "Data that cannot be opened ends the app with exit code 1 and one sentence.", "bad days"
    ),
    "tui.text-is-data": Requirement(
        "Markup and escape sequences in titles and errors are shown as text.", "the terminal"
    ),
    "tui.keys": Requirement(
        "Every binding has an id; help and palette are made from the bindings; config.toml changes the keys.",
        "the terminal",
    ),
    "tui.interrupt": Requirement(
        "Ctrl+C stashes a draft, cancels a run, and only twice when idle quits.", "the terminal"
    ),
    "tui.quits": Requirement("Ctrl+Q quits with exit code 0, in mid-stream too.", "the terminal"),
    # api
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
    # sdk
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
    "server.take-over": Requirement(
        "An API stream breaks where a take-over would tell a message twice, and only there.", "runs"
    ),
    "server.faults-of-ours": Requirement(
        "A fault of the server is a server_error in the envelope, with nothing of its inside.", "Assistants API: errors"
    ),
    # serve
    "serve.needs-a-key": Requirement("Beyond loopback serve refuses to start without a key.", "serving"),
    "serve.run-lives": Requirement(
        "A run of `serve` lives ten minutes, one of `ask` or the terminal a day; ASSISTANT_CHAT_RUN_TTL says"
        " otherwise.",
        "Assistants API: state machine",
    ),
    "serve.address": Requirement("An address that cannot be had is named before any data is opened.", "serving"),
    "serve.stops-in-order": Requirement("SIGTERM and SIGINT end streams at once, hand runs back and exit 0.", "runs"),
}


def requirement(*ids: str):
    """Mark a test as the proof of these promises."""
    unknown = [one for one in ids if one not in REQUIREMENTS]
    if unknown:
        raise LookupError(f"not in tests/requirements.py: {unknown}")
    return pytest.mark.requirement(*ids)
