"""The model picker: all profiles in one list, favourites and recent models, the model of one conversation."""

from collections.abc import AsyncGenerator

from app.api.endpoints import Endpoint, ListProblem, ModelList, Origin, TokenPrices
from app.api.objects import Model
from app.api.requests import Page
from app.models.script import Gate, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal

GROQ = Endpoint(
    name="Groq", base_url="https://api.groq.com/openai/v1", kind="hosted", origin=Origin.PASTED, profile="groq"
)
WORK = Endpoint(name="models.work", base_url="https://models.work/v1", kind="hosted", profile="work")
LLAMA, QWEN = "llama-3.3-70b", "qwen3-32b"
GROQ_LIST = ModelList(GROQ, [Model(id=LLAMA), Model(id=QWEN)])
WHY = "Can't resolve models.work. Check the base URL and your network."
NO_LIST = ModelList(WORK, (), ListProblem(WHY, failed=True))


def several(*replies: str, models: tuple[str, ...] = ("script-1", "script-2")) -> Script:
    return Script(replies, models=models, lists=[GROQ_LIST, NO_LIST])


async def open_picker(t: Terminal) -> None:
    await t.shows("script · script-1")
    await t.press("ctrl+l")
    await t.shows(QWEN)


def rows(t: Terminal) -> list[str]:
    """The rows of the picker, without its border."""
    lines = (line.partition("│")[2].rpartition("│")[0] for line in t.text().splitlines())
    return [" ".join(line.split()) for line in lines if line.strip(" ▁▂▃▄▅▆▇█")]


async def asked_for(t: Terminal) -> list[str]:
    """The models that the runs of the open thread asked for, the oldest first."""
    return [run.model for run in (await t.assistants.list_runs(t.thread_id, Page(order="asc"))).data]


@requirement("models.picker", "models.why-no-list")
async def test_the_models_of_all_profiles_are_listed_by_profile(settings: Settings) -> None:
    async with terminal(settings, several()) as t:
        await open_picker(t)
        await t.shows("Can't resolve models.work.")
        assert rows(t)[1:12] == [
            "In use",
            "› script-1 script",
            "script",
            "script-2",
            "Groq",
            LLAMA,
            QWEN,
            "models.work (work)",
            WHY,
            "Other",
            "Add another endpoint an API key, a model server, or any base URL",
        ]


@requirement("models.picker")
async def test_a_profile_that_is_called_after_its_server_is_named_once(settings: Settings) -> None:
    server = Endpoint(name="10.0.0.5:8000", base_url="http://10.0.0.5:8000/v1", kind="local", profile="10.0.0.5-8000")
    script = Script(lists=[ModelList(server, [Model(id=QWEN)])])
    async with terminal(settings, script) as t:
        await open_picker(t)
        assert "10.0.0.5:8000" in rows(t)


@requirement("models.chosen-for-the-conversation")
async def test_one_key_changes_the_model_of_this_conversation_alone(settings: Settings) -> None:
    script = several("First.", "Second.", "Third.", "Fourth.")
    async with terminal(settings, script) as t:
        await t.send("One")
        await t.shows("First.")
        await open_picker(t)
        await t.type("groq llama")
        await t.press("enter")
        await t.shows(f"Groq · {LLAMA}")
        assert t.box.has_focus
        await t.send("Two")
        await t.shows("Second.")
        assert await asked_for(t) == ["script-1", f"groq::{LLAMA}"]
        first = t.thread_id
        await t.press("ctrl+n")
        await t.shows("script · script-1")
        await t.send("Three")
        await t.shows("Third.")
        assert await asked_for(t) == ["script-1"]
    async with terminal(settings, script, thread_id=first) as t:
        await t.shows(f"Groq · {LLAMA}")
        await t.send("Four")
        await t.shows("Fourth.")
        assert (await asked_for(t))[2:] == [f"groq::{LLAMA}"]


@requirement("models.chosen-for-the-conversation")
async def test_a_model_chosen_before_the_first_message_stays_with_its_conversation(settings: Settings) -> None:
    script = several("Yes.", "No.")
    async with terminal(settings, script) as t:
        await open_picker(t)
        await t.press("down", "enter")
        await t.shows("script · script-2")
        await t.send("One")
        await t.shows("Yes.")
        assert await asked_for(t) == ["script::script-2"]
        await t.shows("script · script-2")
        await t.press("ctrl+n")
        await t.shows("script · script-1")
        await t.press("ctrl+down")
        await t.shows("script · script-2")


@requirement("models.favourites", "models.picker")
async def test_favourites_and_recent_models_come_first_and_are_kept(settings: Settings) -> None:
    async with terminal(settings, several("Yes.")) as t:
        await open_picker(t)
        await t.type("qwen")
        await t.press("ctrl+f")
        await t.shows("* qwen3-32b")
        await t.press(*["backspace"] * 4)
        await t.type("llama")
        await t.press("enter")
        await t.shows(f"Groq · {LLAMA}")
        await t.send("One")
        await t.shows("Yes.")
    async with terminal(settings, several()) as t:
        await t.press("ctrl+n")
        await open_picker(t)
        await t.shows("Can't resolve")
        head = ["In use", "› script-1 script", "Favourites", "* qwen3-32b Groq", "Recent", f"{LLAMA} Groq", "script"]
        assert rows(t)[1:8] == head
        await t.press("down", "ctrl+f")
        await t.shows_not("Favourites")
        assert QWEN in t.text()
        await t.press("escape")
        await t.shows_not("─ Choose a model")
        assert t.box.has_focus


class Slow(Script):
    """Sends its list when the gate opens."""

    gate = Gate()

    async def model_lists(self) -> AsyncGenerator[ModelList]:
        yield GROQ_LIST
        await self.gate.wait_until_open()
        async for one in super().model_lists():
            yield one


@requirement("models.picker")
async def test_a_slow_profile_holds_up_nothing(settings: Settings) -> None:
    script = Slow(models=["script-1", "script-2"], lists=[GROQ_LIST, NO_LIST])
    async with terminal(settings, script) as t:
        await open_picker(t)
        await t.shows("Asking for its models …")
        await t.type("qwen")
        await t.press("backspace", "up", "down")
        script.gate.open()
        await t.until(lambda: "· 4" in t.text(), "the count")
        assert f"› {QWEN}" in rows(t)
        await t.press("enter")
        await t.shows(f"Groq · {QWEN}")


@requirement("models.why-no-list")
async def test_a_profile_without_a_list_is_asked_again_and_a_name_can_be_typed(settings: Settings) -> None:
    script = several()
    async with terminal(settings, script) as t:
        await open_picker(t)
        await t.shows("Can't resolve models.work.")
        script.lists = [GROQ_LIST, ModelList(WORK, [Model(id="house-model")])]
        await t.press("ctrl+end", "up", "enter")
        await t.shows("house-model")
        await t.type("brand-new-9")
        await t.shows("as it is, from Groq")
        await t.press("down", "down", "enter")
        await t.shows("models.work · brand-new-9")


@requirement("models.add-endpoint", "first-run.another-server")
async def test_the_last_entry_adds_an_endpoint_and_a_model_of_it_is_picked(settings: Settings) -> None:
    script = several()
    async with terminal(settings, script) as t:
        await open_picker(t)
        await t.press("ctrl+end", "enter")
        await t.shows("Another server")
        await t.press("end", "enter")
        await t.shows("The base URL of any server with OpenAI's API")
        await t.type("models.house/v1")
        await t.press("enter")
        await t.shows("This is no base URL")
        await t.press("home")
        await t.type("https://")
        await t.press("enter")
        await t.shows("The API key for https://models.house/v1, if it needs one.")
        await t.press("enter")
        await t.shows("Search models")
        await t.shows(QWEN)
        assert script.endpoint
        assert script.endpoint.base_url == "https://models.house/v1"
        assert script.keys == []
        await t.type("script-2")
        await t.press("enter")
        await t.shows("models.house · script-2")


@requirement("models.picker")
async def test_a_window_of_40_by_10_has_room_for_the_picker(settings: Settings) -> None:
    async with terminal(settings, several(models=("script-1", "s" * 80)), size=(40, 10)) as t:
        await t.press("ctrl+l")
        await t.shows("Search models")
        await t.press("pagedown", "pagedown", "ctrl+end", "up", "up", "up")
        await t.shows(f"› {' '}{LLAMA}")
        await t.press("enter")
        await t.shows("Groq · llama-3.3")


@requirement("models.picker-prices")
async def test_prices_stand_beside_the_models_that_have_one(settings: Settings) -> None:
    script = several()
    script.prices = {
        LLAMA: TokenPrices(input_usd=0.59, output_usd=0.795),
        "script-1": TokenPrices(input_usd=0, output_usd=0),
    }
    async with terminal(settings, script) as t:
        await open_picker(t)
        await t.shows("Choose a model · 4 · prices per 1M tokens")
        assert {"› script-1 script · free", "script-2", f"{LLAMA} $0.59 in, $0.795 out", QWEN} <= {*rows(t)}
        await t.pilot.resize_terminal(50, 20)
        await t.shows_not("$0.59")
        await t.shows_not("per 1M")
        assert LLAMA in t.text()


@requirement("models.picker-prices")
async def test_without_prices_nothing_is_said_of_them(settings: Settings) -> None:
    async with terminal(settings, several()) as t:
        await open_picker(t)
        await t.shows("Choose a model · 4")
        assert "prices" not in t.text()
