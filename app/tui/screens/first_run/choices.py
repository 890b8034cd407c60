"""What the first-run screen offers, in words: its text, its choices, and the question before a download."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from app.api.endpoints import Endpoint, Provider, Weights
from app.settings.origins import words_of
from app.tui.keys.key_names import KeyNames
from app.tui.text.listing import Entry
from app.tui.text.one_line import one_line

NO_MODEL = "No model is set up yet. Choose one to get started."
CHANGE = "Choose the model that answers from now on."
CHOOSE_PROVIDER = "Whose API key do you have?"
PASTE = "paste an API key"
RECOMMENDED = "recommended"
OPENAI = "OpenAI"
LOOK_CHOICE, PROVIDERS_CHOICE, SERVER_CHOICE, BACK_CHOICE = "look", "providers", "server", "back"
KEY_PREFIX = "key "
"""The name of a choice that asks for a key: this, then the name of the provider."""
WEIGHTS_PREFIX = "weights "
"""The name of a choice that downloads weights: this, then the name of the weights."""
NO_SERVER = Entry(LOOK_CHOICE, "Ollama, LM Studio, llama.cpp, vLLM")
NONE_RUNNING = "none running on this machine · {first-run.look} to look again"
PAUSES = "{first-run.leave} pauses the download."
ANOTHER_SERVER = Entry(SERVER_CHOICE, "Another server", "base URL, key, then pick a model")


class Offer(Struct, frozen=True, kw_only=True):
    """What there is to choose from, and the endpoint in use."""

    current: Endpoint | None
    found: Sequence[Endpoint] = ()
    weights: Sequence[Weights] = ()
    providers: Sequence[Provider] = ()

    @property
    def offered(self) -> list[Weights]:
        """The weights to download: not those that answer already."""
        built_in = any(one.kind == "built-in" for one in self.found)
        return [one for one in self.weights if not (one.installed and built_in)]

    @property
    def usable(self) -> list[Endpoint]:
        """The endpoints that may be used without consent."""
        return [one for one in self.found if not one.needs_consent]


def describe(current: Endpoint | None) -> str:
    """Describe what there is to choose, above the choices."""
    if current is None:
        return NO_MODEL
    if current.needs_consent:
        return (
            f"The .env file in this folder, which may not be yours, names\n{one_line(current.base_url)}\n"
            "Use it? Messages you send will go there."
        )
    return CHANGE


def list_choices(offer: Offer, keys: KeyNames, *, is_search: bool = False) -> list[Entry]:
    """List what runs on this machine, the small model, the providers, any other server, and larger models.

    A search finds each provider by its name; without one those beside OpenAI are one entry.
    """
    recommended = name_recommended(offer)
    choices = [make_endpoint(one, offer.current) for one in offer.usable]
    choices += (make_weights(one) for one in offer.offered if one.default)
    if not any(one.kind == "local" for one in offer.usable):
        choices.append(NO_SERVER._replace(details=keys.fill(NONE_RUNNING)))
    choices += (make_provider(one) for one in offer.providers if is_search or one.name == OPENAI)
    if others := [one.name for one in offer.providers if one.name != OPENAI and not is_search]:
        choices.append(Entry(PROVIDERS_CHOICE, " · ".join(others), PASTE))
    choices.append(ANOTHER_SERVER)
    choices += (make_weights(one) for one in offer.offered if not one.default)
    # The endpoint that needs consent is last, never under the cursor: a stray Enter must not allow it.
    choices += (make_endpoint(one, offer.current) for one in offer.found if one.needs_consent)
    if offer.current is not None:
        return choices
    return [recommend(one) if one.name == recommended else one for one in choices]


def name_recommended(offer: Offer) -> str:
    """Return the name of the choice under the cursor at first: what is here already, else what needs no account."""
    here = (one.base_url for one in offer.usable)
    small = (f"{WEIGHTS_PREFIX}{one.name}" for one in offer.offered if one.default)
    return next(here, "") or next(small, f"{KEY_PREFIX}{OPENAI}")


def recommend(choice: Entry) -> Entry:
    """Say that a choice is the best one to begin with."""
    first, *others = choice.details.split(" · ")
    return choice._replace(details=" · ".join([first, RECOMMENDED, *others]))


def list_providers(offer: Offer) -> Iterator[Entry]:
    """Yield the providers beside OpenAI, by name."""
    return (make_provider(one) for one in offer.providers if one.name != OPENAI)


def make_provider(one: Provider) -> Entry:
    """Make the choice of a provider."""
    return Entry(f"{KEY_PREFIX}{one.name}", one.name, PASTE, found_by=one.base_url)


def make_weights(one: Weights) -> Entry:
    """Make the choice of a built-in model. How large it is comes first: that is what differs."""
    size = f"{one.size / 1e6:,.0f} MB"
    if one.default:
        return Entry(
            f"{WEIGHTS_PREFIX}{one.name}",
            "Start with a small model on this machine",
            f"{size}, no account needed",
            found_by=f"built-in {one.name}",
        )
    return Entry(f"{WEIGHTS_PREFIX}{one.name}", f"Another model on this machine: {one.name}", f"{size} · {one.note}")


def make_endpoint(one: Endpoint, current: Endpoint | None) -> Entry:
    """Make the choice of an endpoint."""
    name, about = one.name, [words_of(one.origin, one.setting), one.base_url]
    if one.kind == "built-in":
        name = "the built-in model"
        del about[1]
    words = f"Use {name}"
    if one.needs_consent:
        words = f"{words} for this folder"
    elif current is not None and one.base_url == current.base_url:
        words = f"{words} (current)"
    return Entry(one.base_url, words, " · ".join(filter(None, about)))


def describe_download(one: Weights) -> str:
    """Ask about a download, with its size, its licence and the room on the disk."""
    about = f"{one.size / 1e6:,.0f} MB · {one.licence} · {one.note}"
    if one.free is not None:
        about = f"{about} · {one.free / 1e9:,.1f} GB free on this disk"
    return f"Download {one.name}?\n{about}"


def list_answers(one: Weights, keys: KeyNames) -> list[Entry]:
    """List the answers, first the one that starts nothing: Enter pressed twice must not download."""
    return [
        Entry(BACK_CHOICE, "Not now", "Nothing is downloaded."),
        Entry(f"{WEIGHTS_PREFIX}{one.name}", f"Download {one.name}", keys.fill(PAUSES)),
    ]
