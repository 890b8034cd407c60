"""What each key does in the chat, as the screen shows it.

A walk starts an effect at the message box, which is empty, below the newest of three conversations, and is there again
after it. A step is a key, `=text` to type, `~pattern` to wait for on the screen, `-pattern` to wait for its end,
`@text` to wait until the cursor of a list is on it (without colours it is reversed), or `paste`.
"""

from typing import NamedTuple


class Effect(NamedTuple):
    """What a command does. `first`: the steps before its key; `seen`: the one that waits for it; `then`: those after.

    `without`: keys of the command that do not work there; another effect has them.
    """

    id: str
    first: tuple[str, ...]
    seen: str
    then: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


LIST = ("tab", "home", "@newest question")
"""Focus the conversation list, whose cursor stays where it was, and go to its first row."""
OLDEST = (*LIST, "end", "@oldest question")
HISTORY = ("shift+tab", "~Choose a message")
TITLES = "━Ctrl\\+S Search━"
NEWEST_IS_OPEN = "~chat +newest question"
MIDDLE_IS_OPEN = "~chat +middle question"

ANYWHERE = (
    Effect("app.help", (), "~─ Keys ─", ("escape",), ("question_mark",)),
    Effect("app.help", LIST, "~─ Keys ─", ("escape", f"~{TITLES}", "escape"), ("f1",)),
    Effect("app.palette", (), "~─ Commands ─", ("escape",)),
    Effect("app.suspend", (), "~Ctrl\\+Z does nothing here"),
    Effect("app.next-pane", (), f"~{TITLES}", ("escape",)),
    Effect("app.previous-pane", (), "~Choose a message", ("escape",)),
    Effect("threads.new", (), "~chat +New conversation", ("ctrl+down",)),
    Effect("threads.next", (), MIDDLE_IS_OPEN, ("ctrl+up",)),
    Effect("threads.previous", ("ctrl+down", MIDDLE_IS_OPEN), NEWEST_IS_OPEN),
    Effect("threads.rename-open", (), "~─ Title ─", ("escape",)),
    Effect("threads.search", (), "~┃ Titles and messages", ("escape", f"~{TITLES}", "escape")),
    Effect("find.open", (), "~─ Find ─", ("escape", "-─ Find ─")),
    Effect("find.back", (), "~There is no place to go back to"),
    Effect("threads.pane", (), "-3 conversations", ("f9", f"~{TITLES}", "escape")),
    Effect("run.cancel", HISTORY, "~┃ Message"),
    Effect("endpoint.choose", (), "~─ Choose a model", ("escape",)),
    Effect("app.interrupt", ("=put aside", "~┃ put aside"), "~┃ Message"),
    Effect("assistants.open", (), "~─ Assistants ─", ("escape",)),
)
BOX = (
    Effect("input.page-up", (), "-line 59", ("ctrl+end", "~line 59")),
    Effect("input.page-down", ("ctrl+home", "~▌ newest question"), "-▌ newest question", ("ctrl+end", "~line 59")),
    Effect("input.top", (), "~▌ newest question", ("ctrl+end", "~line 59")),
    Effect("input.end", ("ctrl+home", "~▌ newest question"), "~line 59"),
    Effect("input.send", ("=hello", "~┃ hello"), "~Hello yourself", ("~completed",)),
    Effect("run.retry", ("=failing", "enter", "~HTTP 400"), "~Hello again", ("~completed",), ("R",)),
    Effect(
        "run.retry",
        ("=failing", "enter", "~HTTP 400", *HISTORY),
        "~Hello at last",
        ("~completed", "escape"),
        ("f5",),
    ),
    Effect("input.newline", ("=one", "~┃ one"), "~┃ one.*\\n.*┃ {9}", ("=two", "~┃ two", "ctrl+c")),
    Effect("input.complete", ("=/ren", "~┃ /ren "), "~┃ /rename", ("ctrl+c",)),
    Effect("input.earlier", (), "~┃ /rename", ("ctrl+c",)),
    Effect("input.later", ("=draft", "~┃ draft", "up", "-┃ draft"), "~┃ draft", ("ctrl+c",)),
    Effect("input.search", (), "~Esc: back", ("escape", "-Esc: back")),
    Effect("input.editor", ("=text", "~┃ text"), "~┃ text edited", ("ctrl+c",)),
    Effect("input.open-pastes", ("paste", "~Pasted 7 lines"), "~┃ row 7", ("ctrl+c",)),
    Effect("input.undo", ("=undone", "~┃ undone"), "-undone", ("ctrl+c",)),
    Effect("input.backspace", ("=xyz", "~┃ xyz"), "~┃ xy +┃", ("ctrl+c",)),
)
IN_LIST = (
    Effect("threads.up", OLDEST, "@middle question", ("escape",)),
    Effect("threads.down", LIST, "@middle question", ("escape",)),
    Effect("threads.page-up", OLDEST, "@newest question", ("escape",)),
    Effect("threads.page-down", LIST, "@oldest question", ("escape",)),
    Effect("threads.first", OLDEST, "@newest question", ("escape",)),
    Effect("threads.last", LIST, "@oldest question", ("escape",)),
    Effect("threads.open", (*LIST, "down", "@middle question"), MIDDLE_IS_OPEN, ("ctrl+up",)),
    Effect("threads.delete", OLDEST, "~2 conversations", ("u", "~3 conversations", "escape")),
    Effect("threads.undo", (*OLDEST, "d", "~2 conversations"), "~3 conversations", ("escape",)),
    Effect("threads.rename", LIST, "~─ Title ─", ("escape", f"~{TITLES}", "escape")),
    Effect("threads.filter", LIST, "~┃ Titles and messages", ("escape", f"~{TITLES}", "escape")),
)
FIRST_MESSAGE = (*HISTORY, "g", "~▎ newest question")
BACK = ("escape", "~┃ Message", "ctrl+end", "~line 59")
SECOND_VERSION = ("ctrl+down", MIDDLE_IS_OPEN, *HISTORY, "~2/2")
BACK_TO_NEWEST = ("escape", "~┃ Message", "ctrl+up")
IN_HISTORY = (
    Effect("history.previous", HISTORY, "~▎ Assistant", BACK),
    Effect("history.next", FIRST_MESSAGE, "~▎ Assistant", BACK),
    Effect("history.page-up", HISTORY, "-line 59", BACK),
    Effect("history.page-down", FIRST_MESSAGE, "-▎ newest question", BACK),
    Effect("history.first", HISTORY, "~▎ newest question", BACK),
    Effect("history.last", FIRST_MESSAGE, "~line 59", BACK),
    Effect("history.copy-message", (*HISTORY, "up", "~▎ Assistant"), "~Copied the message", BACK),
    Effect("history.copy-code", (*HISTORY, "up", "~▎ Assistant"), "~Copied code block 1 of 1", BACK),
    Effect("history.previous-prompt", HISTORY, "~▎ newest question", BACK),
    Effect("history.next-prompt", (*HISTORY, "home", "~▎ You"), "~▎ newest question", BACK),
    Effect("history.quote", FIRST_MESSAGE, "~┃ > newest question", ("ctrl+c", *BACK[1:])),
    Effect("history.raw", (*FIRST_MESSAGE, "down", "~▎ Assistant"), "~```", ("v", "-```", *BACK)),
    Effect("history.delete", HISTORY, "~again to delete this message", BACK, ("delete",)),
    Effect("history.delete", FIRST_MESSAGE, "~again to delete this message", BACK, ("d",)),
    Effect("history.copy-table", HISTORY, "~No table to copy", BACK),
    Effect("history.footnote", HISTORY, "~No footnote here", BACK),
    Effect("history.open-link", HISTORY, "~No link to open", BACK),
    Effect("history.save-message", HISTORY, "~─ Save the message ─", ("escape", *BACK)),
    Effect("history.save-code", HISTORY, "~─ Save code block 1 of 1 ─", ("escape", *BACK)),
    Effect("find.next", HISTORY, "~─ Find ─", ("escape", "-─ Find ─", *BACK)),
    Effect("find.previous", HISTORY, "~─ Find ─", ("escape", "-─ Find ─", *BACK)),
    Effect("history.previous-version", SECOND_VERSION, "~1/2", ("right", "~2/2", *BACK_TO_NEWEST)),
    Effect("history.next-version", (*SECOND_VERSION, "left", "~1/2"), "~2/2", BACK_TO_NEWEST),
    Effect(
        "history.unfold",
        ("ctrl+down", MIDDLE_IS_OPEN, "ctrl+down", "~chat +oldest question", *HISTORY, "up", "~click to show more"),
        "-click to show more",
        ("escape", "~┃ Message", "ctrl+up", MIDDLE_IS_OPEN, "ctrl+up"),
    ),
)
CHAT = (*ANYWHERE, *IN_LIST, *IN_HISTORY, *BOX)
"""The last of them sends messages, which the others do not expect."""
