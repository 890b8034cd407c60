"""Who answers: the protocol of the model endpoint in use, the candidates found, and the built-in weights.

`models` implements it; the first-run screen, `ask`, `model pull` and `GET /v1/models` use it.
"""

from collections.abc import AsyncGenerator, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Literal, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from app.api.objects import Model  # the settings import this module for `Origin` alone

EndpointKind = Literal["hosted", "local", "built-in", "script"]


class Origin(Enum):
    """Where a setting, a key or an endpoint came from. The values are stored in `endpoint.json`.

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
    """Chosen on screen, and nothing else is known about it."""
    FOUND = "found"
    """A model server that answered on this machine."""
    BUILT_IN = "built_in"
    SCRIPT = "script"


class Endpoint(Struct, frozen=True, kw_only=True):
    """A place that answers chat completions.

    `name` is for the screen (`OpenAI`, `Ollama`, `built-in`, else the host). `base_url` identifies the endpoint: a
    run continues only at the endpoint where it began. `setting`: the setting that named it, such as `base_url`.
    `needs_consent`: named by the `.env` of this folder, which may be a stranger's; nothing is sent there until the
    user has chosen it once.
    """

    name: str
    base_url: str
    kind: EndpointKind
    origin: Origin = Origin.CHOSEN
    setting: str = ""
    needs_consent: bool = False


class Weights(Struct, frozen=True, kw_only=True):
    """A built-in model; `size` in bytes, `note` says in a few words how good it is."""

    name: str
    size: int
    licence: str
    note: str
    installed: bool
    default: bool = False


class FetchProgress(Struct, frozen=True, kw_only=True):
    """How far a download is, in bytes; `phase` moves only forward."""

    phase: Literal["downloading", "checking", "done"]
    done: int
    total: int


class Endpoints(Protocol):
    """The model endpoint in use and the ways to get one."""

    async def current(self) -> Endpoint | None:
        """The endpoint in use, found by the order of the settings at the first call; `None` when there is none."""
        ...

    async def candidates(self) -> Sequence[Endpoint]:
        """What was set, chosen before or found on this machine, and could be chosen now; best first."""
        ...

    async def choose(self, endpoint: Endpoint, /) -> Endpoint:
        """Use this candidate from now on, and after a restart too."""
        ...

    async def use_key(self, key: str, /) -> Endpoint:
        """Use the hosted endpoint with this key; the key is kept in a file of its own, mode 0600."""
        ...

    async def models(self) -> "Sequence[Model]":
        """The models that the endpoint in use lists; empty when it has no list. Raises `NoEndpoint`."""
        ...

    async def resolve_model(self, model: str, /) -> str:
        """The name of the model that answers a run asking for `model` (empty: none named). Raises `NoEndpoint`."""
        ...

    async def prepare(self) -> None:
        """Do in a thread what the first call would wait for (imports): called at the first key typed."""
        ...

    def weights(self) -> Sequence[Weights]:
        """The built-in models, the default first; empty where the runtime has no build for this machine."""
        ...

    def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        """Download a built-in model, going on where an earlier try stopped. Raises `WeightsError`."""
        ...
