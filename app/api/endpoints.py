"""The protocol `Endpoints`: the model endpoint in use, the profiles and candidates, and the built-in weights."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct, field

if TYPE_CHECKING:
    from app.api.objects import Model  # the settings import this module for `Origin` alone

EndpointKind = Literal["hosted", "local", "built-in", "script"]


class Origin(Enum):
    """Where a setting, a key or an endpoint came from.

    Decisions compare members; `settings.origins.words_of` has the words for people.
    """

    DEFAULT = "default"
    FLAG = "flag"
    ENVIRONMENT = "environment"
    DOTENV = "dotenv"
    CONFIG_FILE = "config_file"
    PASTED = "pasted"
    """A key pasted on screen, and the endpoint it belongs to."""
    CHOSEN = "chosen"
    """A profile, which was chosen on screen or written by hand."""
    FOUND = "found"
    """A model server that answered on this machine."""
    BUILT_IN = "built_in"
    SCRIPT = "script"


class Endpoint(Struct, frozen=True, kw_only=True):
    """A server that answers chat completions.

    `name` is for the screen (`OpenAI`, `Ollama`, `built-in`, else the host). `profile`: the name that a model is asked
    for with, as in `groq::llama-3.3-70b`. Profile and `base_url` identify the endpoint: a run continues only at the
    endpoint where it began. `setting`: the setting that named it, such as `base_url`.
    `warning`: what the user should know about a choice just made, such as a setting that comes first at the next start.
    `needs_consent`: named by the `.env` of this folder, which may be a stranger's; nothing is sent there until the
    user has chosen it once.
    """

    name: str
    base_url: str
    kind: EndpointKind
    origin: Origin = Origin.CHOSEN
    setting: str = ""
    needs_consent: bool = False
    warning: str = ""
    profile: str = ""


class Provider(Struct, frozen=True, kw_only=True):
    """A hosted provider that is known by name. `keys_page`: the web page where its keys are made.

    `address_note`: what to type for the address where each customer has another one; `base_url` is empty then.
    """

    name: str
    base_url: str
    keys_page: str
    address_note: str = ""


class Weights(Struct, frozen=True, kw_only=True):
    """A built-in model. `size` and `free`, the room on the disk: bytes. `note`: how good it is, in a few words."""

    name: str
    size: int
    licence: str
    note: str
    installed: bool
    default: bool = False
    free: int | None = None


class LearntAdaptation(Struct, frozen=True, kw_only=True):
    """What a refusal taught about a model, for people. `model`: empty for all models of the endpoint.

    `description`: what is done since then; `reason`: the server's words; both times in Unix seconds. JSON has it as
    `says`, which programs may read.
    """

    model: str
    description: str = field(name="says")
    reason: str
    learnt_at: int
    kept_until: int


class ListProblem(Struct, frozen=True):
    """Why an endpoint shows no models. `failed`: false where it simply has no list, so that nothing is wrong."""

    says: str
    failed: bool


class ModelList(Struct, frozen=True):
    """The models of one profile, in the order of its list. `problem`: why there are none."""

    endpoint: Endpoint
    models: "Sequence[Model]"
    problem: ListProblem | None = None


class TokenPrices(Struct, frozen=True, kw_only=True):
    """The list prices of a model, in US dollars for 1,000,000 tokens that it reads and that it writes."""

    input_usd: float
    output_usd: float


class FetchProgress(Struct, frozen=True, kw_only=True):
    """The progress of a download, in bytes; `phase` only moves forward."""

    phase: Literal["downloading", "checking", "done"]
    done: int
    total: int


class Endpoints(Protocol):
    """The model endpoint in use, and how to choose one."""

    async def current(self) -> Endpoint | None:
        """Return the endpoint in use, found by the order of the settings at the first call; `None` when none is."""
        ...

    async def candidates(self) -> Sequence[Endpoint]:
        """Return the endpoints that can be chosen now: set, chosen before or found on this machine; best first."""
        ...

    def slow_servers(self, known: Sequence[Endpoint], /) -> "AsyncGenerator[ModelList]":
        """Yield the servers on this machine that are not among `known`, as they answer, with their models.

        `candidates` and `profiles` wait a moment only for a server that loads a model or is still starting.
        """
        ...

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use this candidate from now on, and after a restart too unless the endpoint returned has a warning."""
        ...

    def providers(self) -> Sequence[Provider]:
        """Return the hosted providers that are known by name, in the order of a list on screen."""
        ...

    async def use_key(self, key: str, base_url: str = "", /) -> Endpoint:
        """Use the provider at this base URL with this key; without one, OpenAI.

        The key is tried first and stored in a file of mode 0600, and the profile is made or updated. Raises
        `ConfigError` when it is rejected. When it cannot be tried, the endpoint has a warning.
        """
        ...

    async def add_server(self, base_url: str, key: str, /) -> Endpoint:
        """Use any other server, and keep it as a profile. `key`: empty for one that needs none. Raises as `use_key`."""
        ...

    async def forget(self, profile: str, /) -> None:
        """Delete a profile with its key; another one is in use then. Raises `ConfigError` if there is no such one."""
        ...

    async def profiles(self) -> Sequence[Endpoint]:
        """Return all that can be used now, the one in use first."""
        ...

    async def profile_of(self, model: str, /) -> Endpoint | None:
        """Return the endpoint that a model of this name is asked at; empty: that of a run that names none.

        `None` if there is no such profile, or none is in use.
        """
        ...

    def model_lists(self) -> "AsyncGenerator[ModelList]":
        """Yield the models of each profile as they arrive. One that does not answer is no reason to wait."""
        ...

    async def token_prices(self, listed: ModelList, /) -> Mapping[str, TokenPrices]:
        """Return the list prices of these models by their ids, of those that have one."""
        ...

    async def models(self) -> "Sequence[Model]":
        """Return the models that the endpoint in use lists, in its order; empty when it has no list.

        Which of them answers is not in their order: `resolve_model` says that. Raises `NoEndpoint`.
        """
        ...

    def list_problem(self) -> ListProblem | None:
        """Return why `models` was empty the last time; `None` if the list came, or the reason is not known here."""
        ...

    async def resolve_model(self, model: str, /) -> str:
        """Return the model for a run that asks for `model`; empty means that it names none. Raises `NoEndpoint`."""
        ...

    async def context_window(self, model: str, /) -> int:
        """Return how many tokens a model takes, named as `resolve_model` does; 0 if that is not known here.

        It may cost a request for the list of models.
        """
        ...

    async def adaptations(self) -> Sequence[LearntAdaptation]:
        """Return what was learnt of the endpoint in use and is still kept."""
        ...

    def take_notices(self) -> Sequence[str]:
        """Return sentences for people about what was learnt of the endpoint since the last call, each once."""
        ...

    async def prepare(self) -> None:
        """Do the slow work of the first call in advance, such as imports, in a thread; for when the user types."""
        ...

    def weights(self) -> Sequence[Weights]:
        """Return the built-in models, the default first; empty if the runtime is not installed."""
        ...

    def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Download a built-in model, resuming an earlier try. Raises `WeightsError`."""
        ...
