"""All commands of the terminal. A new command is one line here and one `action_…` method at its place.

Actions of `chat` are in a class of their group in `screens/chat/`. README's table is generated with
`python -m tests.readme`.
"""

import sys
from collections.abc import Mapping, Sequence

from textual.binding import Binding, BindingType

from app.tui.keys.command import HEADINGS, Command, Place, format_keys

SUSPEND_KEY = {"win32": ""}.get(sys.platform, "ctrl+z")
"""Windows stops no programs: there it undoes, as Textual has it."""

COMMANDS = (
    Command("app", "app.help", "f1,question_mark", "Show the keys", "app.help", "help", opens=True),
    Command("app", "app.palette", "ctrl+p", "Commands and conversations", "app.command_palette", opens=True),
    Command(
        "app", "app.theme", "", "Choose a theme; saved for the next start", "app.choose_theme", "theme", opens=True
    ),
    Command(
        "app", "app.settings", "", "Show the settings and where each was set", "app.settings", "settings", opens=True
    ),
    Command("app", "app.keys", "", "Show what this terminal sends for each key", "app.show_keys", "keys", opens=True),
    Command("app", "app.quit", "ctrl+q", "Quit; a run resumes at the next start", "app.quit", "quit", priority=True),
    # Priority: in a text area Textual has Undo on it.
    Command("app", "app.suspend", SUSPEND_KEY, "Suspend; fg continues", "app.suspend_process", priority=True),
    Command("app", "app.next-pane", "tab", "Next pane", "app.focus_next"),
    Command("app", "app.previous-pane", "shift+tab", "Previous pane", "app.focus_previous"),
    Command("chat", "threads.new", "ctrl+n", "New conversation", "start_conversation", "new"),
    Command("chat", "threads.previous", "ctrl+up,alt+up", "Previous conversation", "open_neighbour(-1)"),
    Command("chat", "threads.next", "ctrl+down,alt+down", "Next conversation", "open_neighbour(1)"),
    Command(
        "chat", "threads.rename-open", "f2", "Rename this conversation", "rename", "rename", takes_text=True, opens=True
    ),
    Command("chat", "threads.pin-open", "", "Pin this conversation, or unpin it", "pin", "pin"),
    Command("chat", "threads.archive-open", "", "Archive this conversation, or list it again", "archive", "archive"),
    Command("chat", "threads.tag-open", "", "Tags of this conversation", "tag", "tag", takes_text=True, opens=True),
    Command("chat", "threads.archived", "", "List the archived conversations, or the others", "archived", "archived"),
    Command(
        "chat",
        "storage.clean",
        "",
        "Delete old conversations; size of the database",
        "clean",
        "clean",
        takes_text=True,
        opens=True,
    ),
    # Priority, so that text typed right after it goes to the filter.
    Command("chat", "threads.search", "ctrl+s", "Search the conversations", "search", "search", True, True),
    # Priority, so that text typed right after it goes to the line; a text area has another command on this key.
    Command("chat", "find.open", "ctrl+f", "Find in this conversation", "find", "find", True, True),
    Command("chat", "find.back", "alt+left", "Back to where you were before the last hit", "jump_back", "back"),
    Command("chat", "threads.pane", "ctrl+b,f9", "Show or hide the conversations", "toggle_pane"),
    # Priority, so that a letter typed right after it is text for the message box, not a command of the list.
    Command("chat", "run.cancel", "escape", "Focus the message box; press again to cancel", "go_back", priority=True),
    Command("chat", "run.retry", "f5,R", "Retry the run", "retry", "retry"),
    Command("chat", "run.go-on", "", "Continue the last reply, which was cut off", "continue_reply", "continue"),
    Command("chat", "runs.show", "ctrl+t", "Runs of this conversation", "show_runs", "runs", opens=True),
    Command(
        "chat",
        "runs.waiting",
        "f8",
        "Runs that wait for you: answer their calls",
        "show_waiting_runs",
        "waiting",
        opens=True,
    ),
    Command("chat", "usage.show", "", "Tokens and cost, with a chart of the month", "show_usage", "usage", opens=True),
    Command(
        "chat", "endpoint.choose", "ctrl+l", "Choose a model", "choose_endpoint", "model", takes_text=True, opens=True
    ),
    Command("chat", "app.interrupt", "ctrl+c", "Copy, stash the draft, cancel, quit", "interrupt", priority=True),
    Command("chat", "assistants.open", "f4", "Assistants", "assistant", "assistant", takes_text=True, opens=True),
    Command(
        "chat",
        "conversation.system",
        "",
        "Instructions of this conversation",
        "system",
        "system",
        takes_text=True,
        takes_pastes=True,
        opens=True,
    ),
    Command("chat", "queue.drop", "", "Drop the last queued message", "drop_queued", "drop"),
    Command("chat", "conversation.compact", "", "Go on in a new conversation, from a summary", "compact", "compact"),
    Command(
        "chat",
        "compare.open",
        "",
        "Compare two models on one message",
        "compare",
        "compare",
        takes_text=True,
        takes_pastes=True,
        opens=True,
    ),
    Command(
        "chat", "templates.open", "", "Insert a prompt template", "template", "template", takes_text=True, opens=True
    ),
    Command("chat", "conversation.copy", "", "Copy the conversation as Markdown", "copy_conversation", "copy"),
    Command(
        "chat",
        "conversation.save",
        "",
        "Save the conversation as Markdown",
        "save_conversation",
        "save",
        takes_text=True,
        opens=True,
    ),
    Command(
        "chat",
        "app.temporary",
        "",
        "Temporary conversations, or back",
        "app.switch_temporary",
        "temporary",
    ),
    Command("box", "input.send", "enter", "Send", "send"),
    Command("box", "input.newline", "ctrl+j,shift+enter,alt+enter,ctrl+enter", "New line", "insert_newline"),
    Command("box", "input.complete", "tab", "Complete a command", "complete"),
    Command("box", "input.earlier", "up", "Previous prompt, from the first row", "recall_earlier"),
    Command("box", "input.later", "down", "Next prompt, from the last row", "recall_later"),
    Command("box", "input.search", "ctrl+r", "Search the prompts; again: an older one", "search_prompts"),
    Command("box", "input.editor", "ctrl+g", "Edit the message in your editor", "open_editor", "editor"),
    Command("box", "input.vim", "", "Vim keys on or off", "toggle_vim", "vim"),
    Command("box", "input.open-pastes", "f3", "Put the pastes into the text", "open_pastes"),
    Command("box", "input.undo", "ctrl+underscore", "Undo", "undo"),
    Command("box", "input.backspace", "backspace", "Delete; in an empty box, remove the last paste", "delete_left"),
    # Apart from Ctrl+D, which quits in an empty box: Textual has one action for both.
    Command("box", "input.delete", "delete", "Delete to the right", "delete_forward"),
    Command("box", "input.page-up", "pageup", "Scroll up", "scroll_history('page_up')"),
    Command("box", "input.page-down", "pagedown", "Scroll down", "scroll_history('page_down')"),
    Command("box", "input.top", "ctrl+home", "First message", "scroll_history('scroll_home')"),
    Command("box", "input.end", "ctrl+end", "Newest message", "scroll_history('scroll_end')"),
    Command("list", "threads.up", "up,k", "Up", "move(-1)"),
    Command("list", "threads.down", "down,j", "Down", "move(1)"),
    Command("list", "threads.page-up", "pageup", "Page up", "page(-1)"),
    Command("list", "threads.page-down", "pagedown", "Page down", "page(1)"),
    Command("list", "threads.first", "home,g", "First", "move_to_end(-1)"),
    Command("list", "threads.last", "end,G", "Last", "move_to_end(1)"),
    Command("list", "threads.open", "enter", "Open", "screen.open_row"),
    Command("list", "threads.delete", "d,delete", "Delete, with ten seconds to undo", "request('delete')"),
    Command("list", "threads.undo", "u", "Undo the deletion", "request('undo')"),
    Command("list", "threads.rename", "r", "Rename", "request('rename')", opens=True),
    Command("list", "threads.pin", "p", "Pin, or unpin", "request('pin')"),
    Command("list", "threads.archive", "a", "Archive, or list again", "request('archive')"),
    Command("list", "threads.tag", "t", "Tags", "request('tag')", opens=True),
    Command("list", "threads.show-archived", "A", "Archived conversations, or the others", "screen.archived"),
    # Priority, for the same reason as `threads.search`.
    Command("list", "threads.filter", "slash", "Search", "screen.search", priority=True),
    Command("history", "history.previous", "up,k", "Previous message", "choose_previous"),
    Command("history", "history.next", "down,j", "Next message", "choose_next"),
    Command("history", "history.previous-prompt", "K,shift+up", "Your previous message", "screen.choose_prompt(-1)"),
    Command("history", "history.next-prompt", "J,shift+down", "Your next message", "screen.choose_prompt(1)"),
    Command("history", "history.page-up", "pageup", "Page up", "page_up"),
    Command("history", "history.page-down", "pagedown", "Page down", "page_down"),
    Command("history", "history.first", "home,g", "First message", "scroll_home"),
    Command("history", "history.last", "end,G", "Newest message", "scroll_end"),
    Command("history", "history.copy-message", "y", "Copy message", "copy_message"),
    Command("history", "history.copy-code", "Y", "Copy next code block", "copy_code"),
    Command("history", "history.copy-table", "T", "Copy next table, for a spreadsheet", "screen.copy_table"),
    Command("history", "history.save-message", "S", "Save the message to a file", "screen.save_message", opens=True),
    Command("history", "history.save-code", "s", "Save next code block to a file", "screen.save_code", opens=True),
    Command("history", "history.open-link", "o", "Open a link of the message", "screen.open_link", opens=True),
    Command("history", "history.picture", "p", "Show the pictures of the message", "screen.show_picture", opens=True),
    Command("history", "history.footnote", "b", "Footnote: its number, the note, and back", "screen.next_footnote"),
    Command("history", "history.edit", "e", "Edit your message, and ask again", "screen.edit", opens=True),
    Command("history", "history.regenerate", "R", "Regenerate the reply", "screen.regenerate", opens=True),
    Command(
        "history", "history.fork", "f", "Fork: go on from here in a conversation of its own", "screen.fork", opens=True
    ),
    Command(
        "history",
        "history.previous-version",
        "left_square_bracket,left",
        "Previous version of the message",
        "screen.walk_siblings(-1)",
        opens=True,
    ),
    Command(
        "history",
        "history.next-version",
        "right_square_bracket,right",
        "Next version of the message",
        "screen.walk_siblings(1)",
        opens=True,
    ),
    Command("history", "history.code-right", "shift+right", "Scroll long code to the right", "screen.scroll_code(1)"),
    Command("history", "history.code-left", "shift+left", "Scroll code back, then wrap it", "screen.scroll_code(-1)"),
    Command("history", "history.quote", "q", "Quote the message, or what is selected", "screen.quote"),
    Command("history", "history.raw", "v", "Show the Markdown source, or the text again", "screen.toggle_raw"),
    Command("history", "history.delete", "d,delete", "Delete the message, after a question", "screen.delete_message"),
    Command("history", "find.next", "n", "Next hit, which is older", "screen.step_hit(1)", opens=True),
    Command("history", "find.previous", "N", "Previous hit, which is newer", "screen.step_hit(-1)", opens=True),
    Command("history", "history.unfold", "space", "Show more; open or close the reasoning", "unfold"),
    Command("choices", "choices.up", "up,k", "Up", "move(-1)"),
    Command("choices", "choices.down", "down,j", "Down", "move(1)"),
    Command("choices", "choices.page-up", "pageup", "Page up", "page(-1)"),
    Command("choices", "choices.page-down", "pagedown", "Page down", "page(1)"),
    Command("choices", "choices.first", "home", "First", "move(-1000000)"),
    Command("choices", "choices.last", "end", "Last", "move(1000000)"),
    Command("choices", "choices.take", "enter", "Choose", "take"),
    Command("search line", "search.up", "up", "Up", "move_list(-1)"),
    Command("search line", "search.down", "down", "Down", "move_list(1)"),
    Command("search line", "search.page-up", "pageup", "Page up", "page_list(-1)"),
    Command("search line", "search.page-down", "pagedown", "Page down", "page_list(1)"),
    Command("search line", "search.first", "ctrl+home", "First", "move_list(-1000000)"),
    Command("search line", "search.last", "ctrl+end", "Last", "move_list(1000000)"),
    Command("picker", "picker.favourite", "ctrl+f", "Add to the favourites, or remove", "toggle_favourite"),
    Command("first run", "first-run.leave", "escape", "Close; pause a download", "leave"),
    Command("first run", "first-run.look", "r", "Look again", "look"),
    Command("first run", "first-run.search", "slash", "Search", "search"),
    Command("help", "help.close", "escape,f1,q,enter", "Close", "dismiss"),
    Command("palette", "palette.up", "up", "Up", "move_list(-1)"),
    Command("palette", "palette.down", "down", "Down", "move_list(1)"),
    Command("palette", "palette.page-up", "pageup", "Page up", "page_list(-1)"),
    Command("palette", "palette.page-down", "pagedown", "Page down", "page_list(1)"),
    Command("line", "line.accept", "enter", "Accept", "submit"),
    Command("line", "line.leave", "escape", "Cancel", "cancel"),
    Command("find line", "find-line.next", "up", "Next hit, which is older", "step(1)"),
    Command("find line", "find-line.previous", "down,shift+enter", "Previous hit, which is newer", "step(-1)"),
    Command("assistants", "assistants.up", "up", "Up", "move_list(-1)"),
    Command("assistants", "assistants.down", "down", "Down", "move_list(1)"),
    Command("assistants", "assistants.page-up", "pageup", "Page up", "page_list(-1)"),
    Command("assistants", "assistants.page-down", "pagedown", "Page down", "page_list(1)"),
    Command("assistants", "assistants.create", "ctrl+n", "New assistant", "screen.create", opens=True),
    Command("assistants", "assistants.edit", "ctrl+e", "Edit", "screen.edit", opens=True),
    Command("assistants", "assistants.duplicate", "ctrl+y", "Duplicate", "screen.duplicate"),
    Command("assistants", "assistants.delete", "ctrl+d", "Delete, after a question", "screen.delete"),
    Command("templates", "templates.up", "up", "Up", "move_list(-1)"),
    Command("templates", "templates.down", "down", "Down", "move_list(1)"),
    Command("links", "links.up", "up", "Up", "move_list(-1)"),
    Command("links", "links.down", "down", "Down", "move_list(1)"),
    Command("links", "links.page-up", "pageup", "Page up", "page_list(-1)"),
    Command("links", "links.page-down", "pagedown", "Page down", "page_list(1)"),
    Command("picture", "picture.previous", "left,left_square_bracket", "Picture before", "step(-1)"),
    Command("picture", "picture.next", "right,right_square_bracket", "Picture after", "step(1)"),
    Command("picture", "picture.leave", "escape,q,enter", "Close", "leave"),
    Command("models", "models.up", "up", "Up", "move(-1)"),
    Command("models", "models.down", "down", "Down", "move(1)"),
    Command("runs", "runs.up", "up", "Up", "move_list(-1)"),
    Command("runs", "runs.down", "down", "Down", "move_list(1)"),
    Command("runs", "runs.page-up", "pageup", "Page up", "page_list(-1)"),
    Command("runs", "runs.page-down", "pagedown", "Page down", "page_list(1)"),
    Command("run", "run.retry-this", "f5", "Retry with the same inputs", "screen.retry"),
    Command("run", "run.continue", "f6", "Continue a reply that was cut off", "screen.continue_reply"),
    Command("run", "run.answer", "f8", "Answer the function calls", "screen.answer", opens=True),
    Command("run", "run.metadata", "ctrl+e", "Edit the metadata", "screen.edit_metadata", opens=True),
    Command("run", "run.cancel-this", "ctrl+x", "Cancel the run", "screen.cancel_run"),
    Command("run page", "run-page.unfold", "space", "Show long texts whole, or their beginnings", "unfold"),
    Command("run page", "run-page.leave", "escape", "Close", "leave"),
    # Priority: a page that scrolls has ← and → for itself.
    Command("usage", "usage.previous", "left,left_square_bracket", "Month before", "step_month(-1)", priority=True),
    Command("usage", "usage.next", "right,right_square_bracket", "Month after", "step_month(1)", priority=True),
    Command("usage", "usage.leave", "escape,q,enter", "Close", "leave"),
    Command("waiting", "waiting.up", "up", "Up", "move_list(-1)"),
    Command("waiting", "waiting.down", "down", "Down", "move_list(1)"),
    Command("waiting", "waiting.page-up", "pageup", "Page up", "page_list(-1)"),
    Command("waiting", "waiting.page-down", "pagedown", "Page down", "page_list(1)"),
    Command("answer", "answer.page-up", "pageup", "Scroll up", "screen.scroll_calls(-1)"),
    Command("answer", "answer.page-down", "pagedown", "Scroll down", "screen.scroll_calls(1)"),
    Command("compare", "compare.ask", "enter", "Ask both; then keep the chosen answer", "ask"),
    Command("compare", "compare.other", "tab,shift+tab,left,right", "Other side", "choose_other"),
    Command("compare", "compare.model", "ctrl+l", "Choose the model of the chosen side", "choose_model", opens=True),
    Command(
        "compare", "compare.assistant", "f4", "Choose the assistant of the chosen side", "choose_assistant", opens=True
    ),
    Command("compare", "compare.page-up", "pageup", "Scroll up", "scroll_answers('page_up')"),
    Command("compare", "compare.page-down", "pagedown", "Scroll down", "scroll_answers('page_down')"),
    Command("compare", "compare.leave", "escape", "Cancel both; then keep the first", "leave"),
    Command("option", "option.previous", "left", "Previous option", "step(-1)"),
    Command("option", "option.next", "right,space", "Next option", "step(1)"),
    Command("dialog", "dialog.save", "ctrl+s", "Save", "save"),
    Command("dialog", "dialog.leave", "escape", "Cancel", "leave"),
    Command("text", "text.undo", "ctrl+underscore", "Undo", "undo"),
    Command("long text", "text.editor", "ctrl+g", "Edit a text of several lines in your editor", "open_editor"),
    Command("value", "value.accept", "enter", "Accept", "accept"),
    Command("value", "value.newline", "ctrl+j,shift+enter,alt+enter,ctrl+enter", "New line", "insert_newline"),
)
"""In the order in which F1 and README list them."""


def find_key(command_id: str, keymap: Mapping[str, str]) -> str:
    """Return the first key of a command as people read it, by the user's keymap."""
    keys = next(keymap.get(one.id, one.keys) for one in COMMANDS if one.id == command_id)
    return format_keys(keys.split(",")[0].strip())


def bindings(place: Place, commands: Sequence[Command] = COMMANDS) -> list[BindingType]:
    """Make the bindings of the widget or screen at a place."""
    return [
        Binding(one.keys, one.action, one.description, id=one.id, show=False, priority=one.priority)
        for one in commands
        if one.place == place and one.keys
    ]


def listed_commands(keymap: Mapping[str, str], commands: Sequence[Command] = COMMANDS) -> list[tuple[str, Command]]:
    """Return the commands that F1 and README list, each with its heading and with the user's keys where it has some."""
    return [
        (HEADINGS[one.place], one._replace(keys=keymap.get(one.id, one.keys)))
        for one in commands
        if one.place in HEADINGS and (one.keys or one.slash)
    ]
