"""What each key does in the dialogs, as the screen shows it. The steps are those of `effects.py`."""

from tests.terminal.all_keys.effects import Effect

HELP = ("f1", "~─ Keys ─")
PALETTE = ("ctrl+p", "~› +New conversation")
PICKER = ("ctrl+l", "~fake-max")
PICKER_END = (*PICKER, "ctrl+end", "~› +Add another")
FIRST_RUN = (*PICKER_END, "enter", "~› +Use .+current")
FIRST_RUN_END = (*FIRST_RUN, "end", "~› +Another model")
TITLE = ("f2", "~─ Title ─")
ASSISTANTS = ("f4", "~›● Assistant")
NEW_ASSISTANT = (*ASSISTANTS, "ctrl+n", "~─ New assistant")
MODEL_FIELD = (*NEW_ASSISTANT, "tab", "tab", "~fake-max")
OPTION_FIELD = (*NEW_ASSISTANT, *("tab",) * 5, "~‹ the model's default ›")
RUNS = ("ctrl+t", "~─ Runs of this")
NEWER_RUN = (*RUNS, "~›✗ failed")
OLDER_RUN = (*NEWER_RUN, "down", "~› +completed")
FIRST_WAITING = ("f8", "~›! middle question")
SECOND_WAITING = (*FIRST_WAITING, "down", "~›! oldest question")
FIRST_LINK = ("shift+tab", "~Choose a message", "end", "up", "up", "~▎ Assistant", "o", "~› +https://a")
SECOND_LINK = (*FIRST_LINK, "down", "~› +https://b")
CLOSE_LINKS = ("escape", "-─ Links ─", "escape")
INSTRUCTIONS = (*NEW_ASSISTANT, "tab", "=typed", "~│ +typed +")
TEMPLATES = ("=/template", "enter", "~› +greet")
VALUE = (*TEMPLATES, "enter", "~─ language ─")
DROP_VALUE = ("escape", "~Esc again", "escape", "-─ language", "escape")
CLOSE_EDITOR = ("escape", "-─ New assistant", "escape")

LISTS = (
    Effect("search.up", (*PICKER, "down", "~› +fake-max"), "~› +fake-100", ("escape",)),
    Effect("search.down", PICKER, "~› +fake-max", ("escape",)),
    Effect("search.page-up", PICKER_END, "~› +fake-100", ("escape",)),
    Effect("search.page-down", PICKER, "~› +Add another", ("escape",)),
    Effect("search.first", PICKER_END, "~› +fake-100", ("escape",)),
    Effect("search.last", PICKER, "~› +Add another", ("escape",)),
    Effect("picker.favourite", PICKER, "~›\\* fake-100", ("ctrl+f", "~› +fake-100", "escape")),
    Effect("choices.up", (*FIRST_RUN, "down", "~› +Start"), "~› +Use", ("escape",)),
    Effect("choices.down", FIRST_RUN, "~› +Start", ("escape",)),
    Effect("choices.page-up", FIRST_RUN_END, "~› +(Use|Start|OpenAI|OpenRouter)", ("escape",)),
    Effect("choices.page-down", FIRST_RUN, "~› +(Another|OpenRouter)", ("escape",)),
    Effect("choices.first", FIRST_RUN_END, "~› +Use", ("escape",)),
    Effect("choices.last", FIRST_RUN, "~› +Another model", ("escape",)),
    Effect("choices.take", (*FIRST_RUN, "down", "~› +Start"), "~› +Not now", ("escape", "~› +Start", "escape")),
    Effect("first-run.leave", FIRST_RUN, "-› +Use"),
    Effect("first-run.search", FIRST_RUN, "~│ +Search", ("escape", "-│ +Search", "escape")),
    Effect("palette.up", (*PALETTE, "down", "~› +Previous"), "~› +New conversation", ("escape",)),
    Effect("palette.down", PALETTE, "~› +Previous", ("escape",)),
    Effect("palette.page-up", (*PALETTE, "pagedown", "-› +New conversation"), "~› +New conversation", ("escape",)),
    Effect("palette.page-down", PALETTE, "-› +New conversation", ("escape",)),
)
ASSISTANT_SCREENS = (
    Effect("assistants.up", ASSISTANTS, "~› +Poet", ("escape",)),
    Effect("assistants.down", (*ASSISTANTS, "up", "~› +Poet"), "~›● Assistant", ("escape",)),
    Effect("assistants.page-up", ASSISTANTS, "~› +Tutor", ("escape",)),
    Effect("assistants.page-down", (*ASSISTANTS, "pageup", "~› +Tutor"), "~›● Assistant", ("escape",)),
    Effect("assistants.create", ASSISTANTS, "~─ New assistant", CLOSE_EDITOR),
    Effect("assistants.edit", ASSISTANTS, "~─ Edit assistant", ("escape", "-─ Edit assistant", "escape")),
    Effect(
        "assistants.delete", (*ASSISTANTS, "up", "~› +Poet"), "~Delete “Poet”", ("escape", "-Delete “Poet”", "escape")
    ),
    Effect("assistants.duplicate", (*ASSISTANTS, "up", "~› +Poet"), "~Poet.* copy|Copy of Poet", ("escape",)),
    Effect("models.up", (*MODEL_FIELD, "down", "down", "~› +fake-max"), "~› +fake-100", CLOSE_EDITOR),
    Effect("models.down", MODEL_FIELD, "~› +fake-100", CLOSE_EDITOR),
    Effect("option.next", OPTION_FIELD, "~‹ none ›", ("escape", *CLOSE_EDITOR)),
    Effect("option.previous", OPTION_FIELD, "-the model's default", ("escape", *CLOSE_EDITOR)),
    Effect("dialog.leave", OPTION_FIELD, "-─ New assistant", ("escape",)),
    Effect("dialog.save", (*NEW_ASSISTANT, "=Cook"), "~Saved “Cook”", ("escape", "escape")),
)
OTHER_DIALOGS = (
    Effect("help.close", HELP, "-─ Keys ─"),
    Effect("line.accept", TITLE, "-─ Title ─"),
    Effect("line.leave", TITLE, "-─ Title ─"),
    Effect("templates.up", (*TEMPLATES, "down", "~› +review"), "~› +greet", ("escape",)),
    Effect("templates.down", TEMPLATES, "~› +review", ("escape",)),
    Effect("value.newline", (*VALUE, "=x"), "~│ +x +│ *\\n *│ {40}", DROP_VALUE),
    Effect("value.accept", (*VALUE, "=French"), "~Greet in French, politely", ("ctrl+c",)),
)
RUN_SCREENS = (
    Effect(
        "runs.show",
        ("=hello", "enter", "~completed", "=more", "enter", "~HTTP 400"),
        "~─ Runs of this",
        ("escape",),
    ),
    Effect("runs.up", OLDER_RUN, "~›✗ failed", ("escape",)),
    Effect("runs.down", NEWER_RUN, "~› +completed", ("escape",)),
    Effect("runs.page-up", OLDER_RUN, "~›✗ failed", ("escape",)),
    Effect("runs.page-down", NEWER_RUN, "~› +completed", ("escape",)),
    Effect("run.metadata", NEWER_RUN, "~─ Metadata of this run", ("escape", "-─ Metadata", "escape")),
    Effect("run-page.leave", (*NEWER_RUN, "enter", "~─ Run ─"), "-─ Run ─", ("escape",)),
    Effect("runs.waiting", (), "~─ Runs that wait for you ─", ("escape",)),
    Effect("waiting.up", SECOND_WAITING, "~›! middle question", ("escape",)),
    Effect("waiting.down", FIRST_WAITING, "~›! oldest question", ("escape",)),
    Effect("waiting.page-up", SECOND_WAITING, "~›! middle question", ("escape",)),
    Effect("waiting.page-down", FIRST_WAITING, "~›! oldest question", ("escape",)),
    Effect("links.up", SECOND_LINK, "~› +https://a", CLOSE_LINKS),
    Effect("links.down", FIRST_LINK, "~› +https://b", CLOSE_LINKS),
    Effect("links.page-up", SECOND_LINK, "~› +https://a", CLOSE_LINKS),
    Effect("links.page-down", FIRST_LINK, "~› +https://b", CLOSE_LINKS),
    Effect("text.undo", (*NEW_ASSISTANT, "=Cook", "~│ +Cook"), "-│ +Cook", CLOSE_EDITOR),
    Effect("text.editor", INSTRUCTIONS, "~typed edited", ("escape", "~Not saved", *CLOSE_EDITOR)),
)
DIALOGS = (*RUN_SCREENS, *LISTS, *ASSISTANT_SCREENS, *OTHER_DIALOGS)

ELSEWHERE = {
    **dict.fromkeys(
        (
            "threads.pin",
            "threads.archive",
            "threads.show-archived",
            "threads.tag",
        ),
        "tests/tui/test_labels_in_the_list.py: they change the order of the list that is walked through",
    ),
    "app.quit": "the end of each walk",
    "first-run.look": "tests/tui/test_providers.py; what it finds depends on the machine",
    **dict.fromkeys(
        ("history.picture", "picture.previous", "picture.next", "picture.leave"),
        "tests/tui/messages/test_pictures.py",
    ),
    **dict.fromkeys(("find-line.next", "find-line.previous"), "tests/tui/test_finding.py"),
    **dict.fromkeys(
        (
            "history.edit",
            "history.fork",
            "history.regenerate",
        ),
        "tests/tui/test_branching.py: they change the conversation that is walked through",
    ),
    **dict.fromkeys(
        (
            "run.retry-this",
            "run.continue",
            "run.cancel-this",
            "run-page.unfold",
        ),
        "tests/tui/test_run_panel.py",
    ),
    **dict.fromkeys(("run.answer", "answer.page-up", "answer.page-down"), "tests/tui/test_waiting_runs.py"),
    **dict.fromkeys(("usage.previous", "usage.next", "usage.leave"), "tests/tui/test_usage_screen.py"),
    **dict.fromkeys(
        (f"compare.{way}" for way in ("ask", "other", "model", "assistant", "page-up", "page-down", "leave")),
        "tests/tui/test_compare.py",
    ),
    **dict.fromkeys(("history.code-right", "history.code-left"), "tests/tui/messages/test_wide_code.py"),
    "input.delete": "tests/tui/test_message_input.py",
}
"""Commands without an effect here, and where their keys are pressed."""
