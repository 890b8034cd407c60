"""What people call the place where a value was set: the flag, the variable, the file. And all settings with theirs."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import cast

from msgspec import Struct

from app.api.endpoints import Origin
from app.api.errors import ConfigError
from app.settings.config_file import ConfigFile, read_config
from app.settings.dotenv_file import DotenvFile, read_dotenv
from app.settings.settings import SECRETS, Settings
from app.settings.toml_text import line_of, shown_name

VARIABLES = {
    "api_key": "OPENAI_API_KEY",
    "base_url": "OPENAI_BASE_URL",
    "model": "ASSISTANT_CHAT_MODEL",
    "api": "ASSISTANT_CHAT_API",
    "data_dir": "ASSISTANT_CHAT_DATA_DIR",
    "server": "ASSISTANT_CHAT_SERVER",
    "server_key": "ASSISTANT_CHAT_SERVER_KEY",
    "run_ttl": "ASSISTANT_CHAT_RUN_TTL",
}
"""The environment variable of each setting that has one."""

WORDS = {
    Origin.DEFAULT: "default",
    Origin.DOTENV: ".env",
    Origin.CONFIG_FILE: "config.toml",
    Origin.PASTED: "keys.json",
    Origin.CHOSEN: "profiles.toml",
    Origin.FOUND: "found on this machine",
    Origin.BUILT_IN: "downloaded",
    Origin.SCRIPT: "a script",
}


def words_of(origin: Origin, setting: str) -> str:
    """Return the flag or the variable of `setting`, the name of a file, or a few words."""
    if origin is Origin.FLAG:
        return f"--{setting.replace('_', '-')}"
    if origin is Origin.ENVIRONMENT:
        return VARIABLES[setting]
    return WORDS[origin]


PROGRAM = "assistant-chat"


def program_words(settings: Settings) -> str:
    """Return the beginning of a command that the user is told to type: it finds the conversations in use here.

    Only a flag has to be typed again.
    """
    import shlex  # late: only where a command is told

    words = [PROGRAM]
    for name in ("data_dir", "server"):
        if settings.origin(name) is Origin.FLAG:
            words += [words_of(Origin.FLAG, name), str(getattr(settings, name))]
    return shlex.join(words)


PLACED_COMMAND = re.compile(rf"\b{PROGRAM}(?= (?:threads|runs|assistants|models|model)\b)")


def place_commands(sentence: str, program: str) -> str:
    """Put `program_words` into the commands of a sentence for the user, so that they work here.

    Whatever made the sentence does not know which flags were typed.
    """
    return PLACED_COMMAND.sub(lambda _: program, sentence)


NAMES = (
    *("model", "base_url", "api_key", "api", "data_dir", "server", "server_key"),
    *("allow_origins", "run_ttl", "theme"),
    *("notifications", "vim", "prose_width", "titles", "pictures", "log_file"),
)
"""The settings that are one value, in the order in which README lists them."""
SWITCH_WORDS = {"notifications": ("off", "on"), **dict.fromkeys(("vim", "titles", "pictures"), ("false", "true"))}
"""How config.toml writes a setting that is on or off."""
THEME_FILE = "theme"
"""In the config folder: the theme chosen on screen, which comes first."""
NOT_SET = "not set"
LAST_CHARS = 4
"""Of a secret, what is shown at most to tell two of them apart."""
LONG_SECRET_CHARS = 20
"""A shorter one shows nothing."""


class SettingLine(Struct, frozen=True, kw_only=True):
    """A setting for people: its value as text, secrets masked, and the place where it was set."""

    name: str
    value: str
    source: str


class Sources:
    """The files that the settings were read from. They are read again, for the lines: they may have changed since."""

    def __init__(self, settings: Settings, folder: Path | None) -> None:
        self._settings = settings
        self.config = ConfigFile(path=settings.config_dir / "config.toml")
        self.dotenv = DotenvFile(path=(folder or Path()) / ".env")
        self.chosen_theme = ""
        with suppress(OSError, UnicodeDecodeError):
            self.chosen_theme = (settings.config_dir / THEME_FILE).read_text(encoding="utf-8").strip()
        with suppress(ConfigError):
            self.config = read_config(self.config.path)
        if folder:
            with suppress(ConfigError):
                self.dotenv = read_dotenv(folder)

    def find(self, name: str) -> str:
        """Return where a setting was set."""
        origin = self._settings.origin(name)
        if name == "theme" and self.chosen_theme:
            return str(self._settings.config_dir / THEME_FILE)
        if origin is Origin.CONFIG_FILE:
            return self.in_config((name,), self.config.values)
        if origin is Origin.DOTENV:
            return self.in_dotenv(name)
        return words_of(origin, name)

    def in_config(self, names: tuple[str, ...], found: Mapping[str, str]) -> str:
        """Return the place in config.toml of a key that is in this table."""
        if names[-1] not in found:
            return str(self.config.path)
        return f"{self.config.path}:{line_of(self.config.text, names)}"

    def in_dotenv(self, name: str) -> str:
        """Return the place in `.env` of a setting."""
        if name not in self.dotenv.lines:
            return str(self.dotenv.path)
        return f"{self.dotenv.path}:{self.dotenv.lines[name]}"


def list_settings(settings: Settings, folder: Path | None) -> Sequence[SettingLine]:
    """Return all settings in use. `folder`: the one whose `.env` was read, None if it no longer exists."""
    sources = Sources(settings, folder)
    lines: list[SettingLine] = []
    for name in NAMES:
        value, source = getattr(settings, name), sources.find(name)
        if name == "theme":
            value = sources.chosen_theme or value
        if settings.dotenv and name in ("base_url", "api_key"):
            value, source = getattr(settings.dotenv, name), sources.in_dotenv(name)
        lines.append(SettingLine(name=name, value=describe_value(name, value), source=source))
    config = sources.config
    for table, values, found in (
        ("models", settings.model_map, config.models),
        ("keymap", settings.keymap, config.keymap),
    ):
        lines += [
            SettingLine(
                name=f"{table}.{shown_name(name, in_table=True)}",
                value=value,
                source=sources.in_config((table, name), found),
            )
            for name, value in values.items()
        ]
    return lines


def describe_value(name: str, value: object) -> str:
    """Return a value as text; of a secret the last characters at most."""
    if value is None or value == ():
        return NOT_SET
    text = str(value)
    if name == "allow_origins":
        text = " ".join(cast("tuple[str, ...]", value))
    if name in SWITCH_WORDS:
        text = SWITCH_WORDS[name][bool(value)]
    if name not in SECRETS:
        return text
    shown = text[-LAST_CHARS:] if len(text) >= LONG_SECRET_CHARS else ""
    return f"••••{shown}"
