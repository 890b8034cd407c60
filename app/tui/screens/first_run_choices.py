"""What the first-run screen offers, in words: its text, its choices, and the question before a download."""

from collections.abc import Sequence

from app.api.endpoints import Endpoint, Weights
from app.settings.origins import words_of
from app.tui.text.one_line import one_line
from app.tui.widgets.choice_list import Choice

NO_MODEL = "No model is set up yet. Choose one to get started."
NO_SERVER = "Ollama, LM Studio and llama.cpp are listed here while they run."
CHANGE = "Choose the model that answers from now on."
KEY_STORAGE = "Stored in a file only you can read. For another server use --base-url"
KEY_CHOICE = "key"
WEIGHTS_PREFIX = "weights "
"""The name of a choice that downloads weights: this, then the name of the weights."""
BACK_CHOICE = "back"


def describe(current: Endpoint | None, found: Sequence[Endpoint]) -> str:
    """Describe what there is to choose, above the choices."""
    if current is None:
        if any(one.kind == "local" for one in found):
            return NO_MODEL
        return f"{NO_MODEL}\n{NO_SERVER}"
    if current.needs_consent:
        return (
            f"The .env file in this folder, which may not be yours, names\n{one_line(current.base_url)}\n"
            "Use it? Messages you send will go there."
        )
    return CHANGE


def list_choices(current: Endpoint | None, found: Sequence[Endpoint], weights: Sequence[Weights]) -> list[Choice]:
    """List what was found, a key, and the weights that can be downloaded."""
    choices = [make_choice(one, current) for one in found if not one.needs_consent]
    choices.append(Choice(KEY_CHOICE, "Paste an OpenAI API key", KEY_STORAGE))
    built_in = any(one.kind == "built-in" for one in found)
    for one in weights:
        if not (one.installed and built_in):
            about = f"{one.size / 1e6:,.0f} MB · {one.licence} · {one.note}"
            choices.append(Choice(f"{WEIGHTS_PREFIX}{one.name}", f"Download the built-in model {one.name}", about))
    # The endpoint that needs consent is last, never under the cursor: a stray Enter must not allow it.
    choices += [make_choice(one, current) for one in found if one.needs_consent]
    return choices


def make_choice(one: Endpoint, current: Endpoint | None) -> Choice:
    """Make the choice of an endpoint."""
    name, about = one_line(one.name), [one.base_url, words_of(one.origin, one.setting)]
    if one.kind == "built-in":
        name = "the built-in model"
        del about[0]
    words = f"Use {name}"
    if one.needs_consent:
        words = f"{words} for this folder"
    elif current is not None and one.base_url == current.base_url:
        words = f"{words} (current)"
    return Choice(one.base_url, words, one_line(" · ".join(filter(None, about))))


def describe_download(one: Weights) -> str:
    """Ask about a download, with its size, its licence and the room on the disk."""
    about = f"{one.size / 1e6:,.0f} MB · {one.licence} · {one.note}"
    if one.free is not None:
        about = f"{about} · {one.free / 1e9:,.1f} GB free on this disk"
    return f"Download {one.name}?\n{about}"


def list_answers(one: Weights) -> list[Choice]:
    """List the answers, first the one that starts nothing: Enter pressed twice must not download."""
    return [
        Choice(BACK_CHOICE, "Not now", "Nothing is downloaded."),
        Choice(f"{WEIGHTS_PREFIX}{one.name}", f"Download {one.name}", "Esc pauses the download."),
    ]
