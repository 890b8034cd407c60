"""What the user chose on screen, kept in the config folder: a pasted key, the endpoint, folders allowed.

`endpoint_choice` reads and writes it. `key.json` holds the key alone, mode 0600; `endpoint.json` the rest. A file
that cannot be read counts as absent: the user is asked again, and nothing is sent anywhere.
"""

from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import Endpoint, EndpointKind, Origin
from app.api.errors import ConfigError
from app.settings.origins import words_of
from app.settings.private_file import write_private

Kept = TypeVar("Kept", bound=Struct)


class PastedKey(Struct, frozen=True, kw_only=True):
    """A key and the only address it is for."""

    base_url: str
    api_key: str

    def __repr__(self) -> str:
        """Without the key."""
        return f"PastedKey({self.base_url!r})"


class StoredEndpoint(Struct, frozen=True, kw_only=True):
    """A chosen endpoint as the file has it. Earlier versions wrote `source`, the words of the screen, for `origin`."""

    name: str
    base_url: str
    kind: EndpointKind
    origin: Origin | None = None
    setting: str = ""
    source: str = ""

    def endpoint(self) -> Endpoint:
        """The endpoint that was chosen."""
        origin, setting = self.origin, self.setting
        if origin is None:
            origin, setting = origin_of(self.source)
        return Endpoint(name=self.name, base_url=self.base_url, kind=self.kind, origin=origin, setting=setting)


def origin_of(source: str) -> tuple[Origin, str]:
    """The origin that an earlier version wrote in words, and the setting that named the endpoint."""
    for origin in Origin:
        for setting in ("base_url", "api_key"):
            if words_of(origin, setting) == source:
                return origin, setting
    return Origin.CHOSEN, ""


class Chosen(Struct, frozen=True, kw_only=True):
    """`endpoint`: the choice. `folders`: a folder → the base URL of its `.env` and whether the user allowed it."""

    endpoint: StoredEndpoint | None = None
    folders: dict[str, tuple[str, bool]] = {}


class Remembered:
    """The two files. Blocking, and small."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def key_file(self) -> Path:
        """Where a pasted key is kept."""
        return self._folder / "key.json"

    def pasted(self) -> PastedKey | None:
        """The pasted key."""
        return read(self.key_file, PastedKey)

    def chosen(self) -> Chosen:
        """The choices."""
        return read(self._folder / "endpoint.json", Chosen) or Chosen()

    def keep_key(self, key: PastedKey) -> None:
        """Keep a pasted key instead of an earlier one. Raises `ConfigError`."""
        write(self.key_file, key)

    def keep_choice(self, endpoint: Endpoint) -> None:
        """Use this endpoint after a restart too. Raises `ConfigError`."""
        stored = StoredEndpoint(
            name=endpoint.name,
            base_url=endpoint.base_url,
            kind=endpoint.kind,
            origin=endpoint.origin,
            setting=endpoint.setting,
        )
        write(self._folder / "endpoint.json", replace(self.chosen(), endpoint=stored))

    def keep_folder(self, folder: Path, base_url: str, allowed: bool) -> None:
        """Remember the answer about this folder's `.env`; another address in it asks again. Raises `ConfigError`."""
        chosen = self.chosen()
        folders = {**chosen.folders, str(folder): (base_url, allowed)}
        write(self._folder / "endpoint.json", replace(chosen, folders=folders))

    def allowed(self, folder: Path, base_url: str) -> bool | None:
        """What the user said about this folder's endpoint; `None` when not asked yet."""
        address, allowed = self.chosen().folders.get(str(folder), ("", False))
        return allowed if address == base_url else None


def read(path: Path, kind: type[Kept]) -> Kept | None:
    """A file as a struct."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError, UnicodeError):
        return None


def write(path: Path, content: Struct) -> None:
    """Replace the file. Raises `ConfigError`."""
    try:
        write_private(path, msgspec.json.encode(content))
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
