"""The scenes: what is on each picture, and the keys that lead there."""

from textual import events

from app.api.endpoints import Endpoint, ModelList, Origin, Weights
from app.api.objects import Model, Usage
from app.models.builtin.weights import TABLE
from app.models.model import Finished, ReasoningPiece
from app.models.script import Gate, Pause, Reply, Script
from tests.picture import texts
from tests.picture.drawing import Scene
from tests.picture.run_scenes import RUN_SCENES
from tests.tui.terminal import Terminal

OLLAMA = Endpoint(
    name="Ollama", base_url="http://127.0.0.1:11434/v1", kind="local", origin=Origin.FOUND, profile="ollama"
)
LOCAL_MODELS = ("qwen3:8b", "gemma3:4b", "llama3.2:3b")
PROVIDERS = {
    "Groq": ("llama-3.3-70b-versatile", "openai/gpt-oss-120b", "qwen/qwen3-32b"),
    "OpenRouter": ("anthropic/claude-sonnet-4", "google/gemini-2.5-flash", "mistralai/mistral-small-3.2"),
}
COUNT_S = 1.1
"""The line of the run counts once a second, and tells the rate after one."""

COUNTED = Finished("stop", Usage(prompt_tokens=61, completion_tokens=118, total_tokens=179))


def answer(*replies: Reply) -> Script:
    """A model server on this machine."""
    return Script(replies, endpoint=OLLAMA, models=LOCAL_MODELS)


async def play_reply(t: Terminal) -> None:
    """Wait for a reply until its rate is known."""
    await t.press("ctrl+n")
    await t.send(texts.ANAGRAMS)
    await t.shows("so there are no")
    await t.shows("tok/s")


def find_nothing() -> Script:
    """A machine without a model: the real choices, whatever the free space of this machine's disk."""
    weights = [
        Weights(name=one.name, size=one.size, licence=one.licence, note=one.note, installed=False, default=not at)
        for at, one in enumerate(TABLE[:2])
    ]
    return Script(endpoint=None, built_in=weights)


async def play_first_start(t: Terminal) -> None:
    """Wait for the choices."""
    await t.shows("recommended")
    await t.shows("No conversations yet.")  # what is around the dialog is painted


def list_models() -> Script:
    """A server on this machine, and two providers."""
    lists = [
        ModelList(
            Endpoint(name=name, base_url=f"https://{name.lower()}.invalid", kind="hosted", profile=name.lower()),
            [Model(id=model) for model in models],
        )
        for name, models in PROVIDERS.items()
    ]
    script = answer()
    script.lists = lists
    return script


async def play_picker(t: Terminal) -> None:
    """Choose a model and a favourite, and open the picker again."""
    await t.press("ctrl+n")
    for words, key in (("claude", "ctrl+f"), ("gpt-oss", "enter"), ("qwen3:8b", "enter")):
        await t.press("ctrl+l")
        await t.shows(PROVIDERS["Groq"][-1])
        await t.type(words)
        await t.until(lambda words=words: any(words in row for row in t.text().splitlines() if "›" in row))
        await t.press(key)
        if key == "ctrl+f":
            await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the picker")
    await t.press("ctrl+l")
    await t.shows("Recent")
    await t.shows(PROVIDERS["OpenRouter"][-1])


async def play_editor(t: Terminal) -> None:
    """Write an assistant."""
    await t.press("ctrl+n")
    await t.press("f4", "ctrl+n")
    await t.shows("New assistant")
    for text in texts.TUTOR_FIELDS:
        t.app.post_message(events.Paste(text))
        await t.press("tab")
    await t.press("shift+tab")


async def play_light(t: Terminal) -> None:
    """Talk to an assistant that reasons first."""
    await play_editor(t)
    await t.press("ctrl+s")
    await t.shows("Saved")
    await t.press("enter")
    await t.shows("Message Math Tutor")
    await t.send(texts.INTEGRAL)
    await t.shows("the same rule")
    await t.shows("completed")


SCENES = (
    Scene(
        "first-start", (112, 24), find_nothing, play_first_start, ("recommended", "OpenAI", "Another"), is_first=True
    ),
    Scene(
        "screen",
        (112, 32),
        lambda: answer(Reply(texts.ANAGRAMS_BEGINNING, Pause(COUNT_S), texts.ANAGRAMS_END, Gate())),
        play_reply,
        ("defaultdict", "in_progress", "tok/s", "return", "cost"),
    ),
    Scene("models", (112, 30), list_models, play_picker, ("Favourites", "Recent", "Groq", "OpenRouter")),
    Scene("assistant", (112, 26), answer, play_editor, ("Instructions", "Temperature", "Ctrl+S")),
    Scene(
        "light",
        (112, 29),
        lambda: answer(Reply(ReasoningPiece(texts.INTEGRAL_REASONING), Pause(COUNT_S), texts.INTEGRAL_ANSWER, COUNTED)),
        play_light,
        ("Tutor", "Thought", "completed"),
        is_light=True,
    ),
    *RUN_SCENES,
)
