"""The profiles that the user keeps: `profiles.toml`, which people edit, and their keys apart in `keys.json`.

Both are read again when they changed, so that a running program knows a profile that another one added. A key goes
only to the server for which it was given, whatever base URL the profile has later.
"""

import re
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from app.api.errors import ConfigError
from app.models.endpoints.addresses import base_url_of, is_same_server, name_of, profile_name_of
from app.models.endpoints.profiles.saved_choice import SavedChoice, write_bytes
from app.openai_sdk.redaction import Redactor, secrets_in_body, secrets_in_headers
from app.settings.os_errors import describe_os_error
from app.settings.private_file import make_private, one_at_a_time
from app.settings.profiles_file import ProfilesFile, ProfileTable, read_profiles

BYTE = re.compile(r" \(byte (\d+)\)$")
BUILT_IN_NAME = "built-in"
"""Can be the default, and has no table."""

Signature = tuple[int, int, int] | None
"""Number of the file, time of change in nanoseconds, and size: another one means another content.

The time alone is too coarse: two programs may replace a file within one tick of the clock, 4 ms.
"""


class StoredKey(Struct, frozen=True, kw_only=True):
    """A key and the base URL that it was given for."""

    base_url: str
    api_key: str

    def __repr__(self) -> str:
        """Without the key."""
        return f"StoredKey({self.base_url!r})"


Keys = dict[str, StoredKey | str]
"""By profile. A key alone is one that the user wrote there: it is for the base URL of the profile."""


class KeptProfiles:
    """Reads and writes the two files. Its methods block for a moment: the files are small."""

    def __init__(self, folder: Path, redactor: Redactor) -> None:
        """`redactor`: gets to know each key and header that is read."""
        self._redactor = redactor
        self.problem: ConfigError | None = None
        self.keys_problem: ConfigError | None = None
        """Why no key could be read the last time that one was looked for."""
        self._path = folder / "profiles.toml"
        self._keys_path = folder / "keys.json"
        self._saved = SavedChoice(folder)
        self._file: ProfilesFile | None = None
        self._seen: Signature = None

    def check(self) -> None:
        """Read both files. Raises `ConfigError` naming file and line."""
        self.read()
        self._read_keys()

    def read(self) -> ProfilesFile:
        """Return the profiles. Raises `ConfigError` if they were never readable.

        While a person edits the file it may be broken: the last state is used then, and `problem` says why.
        """
        seen = signature_of(self._path)
        if self._file is None or seen != self._seen:
            try:
                self._file = self._read_or_take_over(seen)
                self._redactor.know(*secrets_of(self._file))
                self.problem = None
            except ConfigError as error:
                if self._file is None:
                    raise
                self.problem = error
            self._seen = seen
        return self._file

    @property
    def signatures(self) -> tuple[Signature, Signature]:
        """The signatures of both files as they are now."""
        return signature_of(self._path), signature_of(self._keys_path)

    def name_at(self, base_url: str) -> str:
        """Return the profile with this base URL, the default one first; empty if there is none."""
        file = self.read()
        names = [name for name, table in file.tables.items() if base_url_of(table.base_url) == base_url]
        if file.default in names:
            return file.default
        return next(iter(names), "")

    def key_of(self, table: ProfileTable) -> str:
        """Return the key of a profile; empty if there is none, or it was given for another server."""
        try:
            stored = self._read_keys().get(table.name)
        except ConfigError as error:
            self.keys_problem = error
            return ""
        match stored:
            case StoredKey(base_url=base_url, api_key=key) if is_same_server(base_url, base_url_of(table.base_url)):
                return key
            case str():
                return stored
            case _:
                earlier = self._saved.earlier_key()  # where it could not be taken over
                if earlier and earlier.base_url == base_url_of(table.base_url):
                    return earlier.api_key
                return ""

    def add(self, base_url: str, name: str) -> ProfileTable:
        """Return the profile with this base URL, added if there is none. Raises `ConfigError`."""
        from app.settings.profile_edits import with_table  # late: a start changes no profile

        file = self._read_strictly()
        if own := self.name_at(base_url):
            return file.tables[own]
        with self._changing():
            file = self._read_strictly()
            own = self.name_at(base_url)
            if not own:
                own = self.free_name(name)
                file = with_table(file, own, base_url)
                self._write(file)
        return file.tables[own]

    def use(self, name: str) -> None:
        """Make a profile the default. Raises `ConfigError`."""
        from app.settings.profile_edits import with_default  # late: a start changes no profile

        if self._read_strictly().default == name:
            return
        with self._changing():
            self._write(with_default(self._read_strictly(), name))

    def save_key(self, table: ProfileTable, key: str) -> None:
        """Store the key of a profile in place of an earlier one. Raises `ConfigError`."""
        with self._changing():
            keys = self._read_keys()
            keys[table.name] = StoredKey(base_url=base_url_of(table.base_url), api_key=key)
            self._write_keys(keys)

    def remove(self, name: str) -> None:
        """Remove a profile and its key. Raises `ConfigError`."""
        from app.settings.profile_edits import without_table  # late: a start changes no profile

        with self._changing():
            file = self._read_strictly()
            if name not in file.tables:
                raise ConfigError(f"There is no profile “{name}” in {self._path}.")
            keys = self._read_keys()
            if keys.pop(name, None) is not None:
                self._write_keys(keys)
            self._write(without_table(file, name))

    def free_name(self, name: str) -> str:
        """Return this name, with a number if a profile has it."""
        names = [name, *(f"{name}-{number}" for number in range(2, 100))]
        return next(one for one in names if one not in self.read().tables)

    @contextmanager
    def _changing(self) -> Generator[None]:
        """Hold the lock of both files, from reading them to writing them. Raises `ConfigError`."""
        with ExitStack() as held:
            try:
                held.enter_context(one_at_a_time(self._path))
            except TimeoutError as error:
                raise ConfigError(f"{self._path} is being changed by another program. Try again.") from error
            except OSError as error:
                raise ConfigError(f"{self._path} cannot be written: {describe_os_error(error)}.") from error
            yield

    def _read_strictly(self) -> ProfilesFile:
        """Return what the file says now, before it is changed. Raises `ConfigError`."""
        file = self.read()
        if self.problem is not None:
            raise self.problem
        return file

    def _read_or_take_over(self, seen: Signature) -> ProfilesFile:
        if seen is not None:
            return read_profiles(self._path)
        return self._take_over()

    def _take_over(self) -> ProfilesFile:
        """Make profiles of what an earlier version saved. Where nothing can be written, they are not saved."""
        file = ProfilesFile(path=self._path)
        pasted, chosen = self._saved.earlier_key(), self._saved.earlier_endpoint()
        if pasted is None and chosen is None:
            return file
        places: list[tuple[str, str]] = []
        if pasted:
            places.append((pasted.base_url, profile_name_of(name_of(pasted.base_url))))
        if chosen and chosen.kind != BUILT_IN_NAME:
            places.append((chosen.base_url, profile_name_of(chosen.name)))
        from app.settings.profile_edits import with_default, with_table  # late: a start changes no profile

        names: dict[str, str] = {}
        for base_url, name in places:
            if base_url not in names and name not in file.tables:
                names[base_url] = name
                file = with_table(file, name, base_url)
        default = next(iter(names.values()), BUILT_IN_NAME)
        if chosen:
            default = names.get(chosen.base_url, default if chosen.kind != BUILT_IN_NAME else BUILT_IN_NAME)
        file = with_default(file, default)
        try:
            if pasted:
                keys = self._read_keys()
                keys[names[pasted.base_url]] = StoredKey(base_url=pasted.base_url, api_key=pasted.api_key)
                self._write_keys(keys)
            self._write(file)
            self._saved.drop_earlier()
        except ConfigError:
            return file
        return file

    def _write(self, file: ProfilesFile) -> None:
        write_bytes(self._path, file.text.encode())
        self._file, self._seen, self.problem = file, signature_of(self._path), None

    def _read_keys(self) -> Keys:
        """Read the keys, and take the file from all others: a person may have written it. Raises `ConfigError`."""
        self.keys_problem = None
        try:
            raw = self._keys_path.read_bytes()
            make_private(self._keys_path)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            raise ConfigError(f"{self._keys_path} cannot be read: {describe_os_error(error)}.") from error
        keys = decode_keys(raw, self._keys_path)
        self._redactor.know(*(key if isinstance(key, str) else key.api_key for key in keys.values()))
        return keys

    def _write_keys(self, keys: Keys) -> None:
        write_bytes(self._keys_path, msgspec.json.format(msgspec.json.encode(keys)))


def secrets_of(file: ProfilesFile) -> set[str]:
    """Return what is secret in the tables of the profiles."""
    tables = file.tables.values()
    return {one for table in tables for one in secrets_in_headers(table.headers) | secrets_in_body(table.extra_body)}


def decode_keys(raw: bytes, path: Path) -> Keys:
    """Decode the keys. Raises `ConfigError` naming file and line."""
    try:
        return msgspec.json.decode(raw, type=Keys)
    except (msgspec.DecodeError, UnicodeError) as error:
        place = BYTE.search(str(error))
        line = raw.count(b"\n", 0, int(place[1])) + 1 if place else 1
        raise ConfigError(
            f'{path}, line {line}: the file must have the form {{"PROFILE": {{"base_url": "…", "api_key": "…"}}}}.'
        ) from error


def signature_of(path: Path) -> Signature:
    """Return the signature of a file; `None` if there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_size
