"""Imports the dialogs that one key opens, so that the key does not wait for it: 20 modules, 20 ms.

The start does not need them. After the first key typed into the message box there is time. What opens a hit has the
time in which the words are typed.
"""

from importlib import import_module

DIALOGS = (
    "app.tui.screens.assistants.assistant_list",
    "app.tui.screens.commands.help",
    "app.tui.screens.commands.palette",
    "app.tui.screens.commands.palette_entries",
    "app.tui.screens.picker.model_picker",
    "app.tui.screens.runs.run_panel",
    "app.tui.screens.runs.waiting_runs",
)

FINDING = (
    "app.tui.screens.chat.find_line",
    "app.tui.session.finding.finder",
    "app.tui.widgets.frames.held_frames",
)


def import_dialogs() -> None:
    """Import them. For a worker thread."""
    for module in DIALOGS:
        import_module(module)


def import_finding() -> None:
    """Import what opens the hit of a search. For a worker thread."""
    for module in FINDING:
        import_module(module)
