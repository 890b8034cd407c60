"""What the model picker lists: the model in use, favourites, recent ones, and the models of each profile."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from app.api.conversation.cost_words import describe_token_prices
from app.api.endpoints import Endpoint, ModelList, TokenPrices
from app.api.model_reference import ModelReference, parse_model
from app.tui.text.listing import Entry

ADD_NAME = "add"
PROBLEM_PREFIX = "problem "
"""The name of an entry that says why a profile has no models: this, then the name of the profile."""
MODEL_PREFIX = "model "
"""The name of an entry of a model: this, then the model with its profile."""
FAVOURITE_SIGN = "*"
IN_USE, FAVOURITES, RECENT, OTHERS = "In use", "Favourites", "Recent", "Other"
ASKING = "Asking for its models …"
ADD = Entry(ADD_NAME, "Add another endpoint", "an API key, a model server, or any base URL", OTHERS)


class Models(Struct, frozen=True, kw_only=True):
    """What is known so far. `profiles` is `None` until they are known; `lists` by the name of the profile.

    `prices` by the model with its profile.
    """

    in_use: ModelReference
    favourites: Sequence[str] = ()
    recent: Sequence[str] = ()
    profiles: Sequence[Endpoint] | None = None
    lists: Mapping[str, ModelList] = {}
    prices: Mapping[str, TokenPrices] = {}
    is_complete: bool = False


def list_entries(models: Models) -> list[Entry]:
    """List each model once, at the first place where it belongs, then what adds an endpoint."""
    entries: dict[str, Entry] = {}
    for entry in generate_entries(models):
        entries.setdefault(entry.name, entry)
    return [*entries.values(), ADD]


def generate_entries(models: Models) -> Iterator[Entry]:
    """Yield the entries of all sections, a model as often as it belongs to one."""
    names = {one.profile: one.name for one in models.profiles or ()}
    chosen = [
        *((IN_USE, text) for text in [models.in_use.text] if models.in_use.model),
        *((FAVOURITES, text) for text in models.favourites),
        *((RECENT, text) for text in models.recent),
    ]
    for section, text in chosen:
        reference = parse_model(text)
        if models.profiles is None or reference.profile in names:
            place = names.get(reference.profile, reference.profile)
            yield make_entry(reference, section, place, models)
    for endpoint in models.profiles or ():
        yield from list_profile(endpoint, models)


def list_profile(endpoint: Endpoint, models: Models) -> Iterator[Entry]:
    """Yield the models of a profile, or why it has none."""
    section, listed = title_of(endpoint), models.lists.get(endpoint.profile)
    for model in listed.models if listed else ():
        yield make_entry(ModelReference(endpoint.profile, model.id), section, "", models, endpoint.name)
    problem = ""
    if listed is None and not models.is_complete:
        problem = ASKING
    elif listed and listed.problem:
        problem = listed.problem.says
    if problem:
        yield Entry(f"{PROBLEM_PREFIX}{endpoint.profile}", problem, section=section, found_by=title_of(endpoint))


def make_entry(reference: ModelReference, section: str, place: str, models: Models, found_by: str = "") -> Entry:
    """Make the entry of a model. `place`: the name of its endpoint, where the section does not tell it."""
    sign = FAVOURITE_SIGN * (reference.text in models.favourites)
    name = f"{MODEL_PREFIX}{reference.text}"
    price = models.prices.get(reference.text)
    details = " · ".join(filter(None, (place, describe_token_prices(price) if price else "")))
    return Entry(name, reference.model, details, section, sign, f"{reference.text} {found_by}")


def title_of(endpoint: Endpoint) -> str:
    """Return the heading of a profile: the endpoint's name, and the profile's if it has another one."""
    if not endpoint.profile or fold(endpoint.profile) == fold(endpoint.name):
        return endpoint.name
    return f"{endpoint.name} ({endpoint.profile})"


def fold(name: str) -> str:
    """Return the letters and digits of a name: a profile `127.0.0.1-8080` is called after `127.0.0.1:8080`."""
    return "".join(filter(str.isalnum, name.casefold()))


def find_named(text: str, models: Models) -> str:
    """Return the model with this name, with its profile; empty if there is none, or if several profiles have it.

    A name without its profile waits for all lists.
    """
    named = text.casefold()
    references = [
        ModelReference(profile, model.id) for profile, listed in models.lists.items() for model in listed.models
    ]
    found = [one.text for one in references if one.text.casefold() == named]
    if not found and models.is_complete:
        found = [one.text for one in references if one.model.casefold() == named]
    if len(found) == 1:
        return found[0]
    return ""


def list_unlisted(text: str, models: Models) -> list[Entry]:
    """List a name that no list has, for each profile: some servers have no list, or models that it leaves out."""
    named = parse_model(text)
    profiles = [one for one in models.profiles or () if one.profile == named.profile]
    if not profiles:
        named, profiles = ModelReference("", text), list(models.profiles or ())
    return [
        Entry(
            f"{MODEL_PREFIX}{ModelReference(one.profile, named.model).text}",
            named.model,
            f"as it is, from {title_of(one)}",
            found_by=text,
        )
        for one in profiles
    ]
