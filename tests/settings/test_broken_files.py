"""Settings that cannot be read: file, line and key are named, the secret is not, and nothing is changed."""

from pathlib import Path

import pytest

from app.api.errors import ConfigError
from app.settings import Flags, read_settings
from tests.requirements import requirement

CONFIG = [
    (b'model = "m"\nbase_url =\n', ["line 2", "base_url"]),
    (b'model = "m"\nmodel = "n"\n', ["line 2", "model"]),
    (b'[models]\n"gpt-4" = [\n', ["line 2"]),
    (b"# one\n\nmodel = 7\n", ["line 3", "model", "text"]),
    (b'run_ttl = "long"\n', ["line 1", "run_ttl", "whole number"]),
    (b"run_ttl = true\n", ["line 1", "run_ttl", "whole number"]),
    (b"prose_width = 'wide'\n", ["line 1", "prose_width", "whole number"]),
    (b"\nprose_width = 5\n", ["line 2", "prose_width", "columns from 20 to 1000"]),
    (b"model = 'x'\nvim = 'yes'\n", ["line 2", "vim", "true or false"]),
    (b"theme = 'x'\nrun_ttl = -1\n", ["line 2", "run_ttl", "seconds"]),
    (b'colour = "red"\n', ["line 1", "colour", "is not a setting"]),
    (b"[models]\na = 'b'\n\n'gpt 4' = 4\n", ["line 4", "models.gpt 4"]),
    (b"models = 1\n", ["line 1", "models", "table"]),
    (b"[model]\na = 1\n", ["line 1", "model", "text"]),
    (b"server_key = '''\nsk-secret\nsk-secret'''\n", ["line 1", "server_key", "ASCII"]),
    (b"theme = 'x'\r\nbase_url = 'sk-secret'\r\n", ["line 2", "base_url", "http"]),
    (b"model = 'a'\napi = 'telepathy'\n", ["line 2", "api", "chat"]),
    (b'model = "\xff"\n', ["line 1", "UTF-8"]),
    (b"keymap = " + b"[" * 5000 + b"]" * 5000, ["nested"]),
]
DOTENV = [
    (b"A=1\n\nOPENAI_API_KEY='sk-secret\n", ["line 3", "OPENAI_API_KEY"]),
    (b"\n\n=sk-secret\n", ["line 3"]),
    (b"OPENAI_BASE_URL=sk-secret\n", ["line 1", "OPENAI_BASE_URL", "http"]),
    (b"B=2\nOPENAI_API_KEY=sk-secret sk-secret\n", ["line 2", "OPENAI_API_KEY", "one word"]),
    ("OPENAI_API_KEY=sk-secret…\n".encode(), ["line 1", "OPENAI_API_KEY", "ASCII"]),
    (b'ASSISTANT_CHAT_MODEL="\\a"\n', ["line 1", "ASSISTANT_CHAT_MODEL", "printable"]),
    (b"A=1\nOPENAI_BASE_URL=https://x\\@127.0.0.1/\n", ["line 2", "OPENAI_BASE_URL"]),
    (b"OPENAI_BASE_URL=http://127.0.0.1@x.invalid/\n", ["line 1", "OPENAI_BASE_URL", "user name"]),
    (b"A=\xff\n", ["line 1", "UTF-8"]),
    (b"A=1\n" * 300_000, ["larger"]),
]


@pytest.mark.parametrize(("content", "named"), CONFIG, ids=range(len(CONFIG)))
@requirement("settings.broken-file-is-named")
def test_broken_config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, named: list[str]):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "assistant-chat" / "config.toml"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        read_settings(Flags(), {}, None)
    for part in [str(path), *named]:
        assert part in str(raised.value)
    assert "sk-secret" not in str(raised.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize(("content", "named"), DOTENV, ids=range(len(DOTENV)))
@requirement("settings.broken-file-is-named")
def test_broken_dotenv(tmp_path: Path, content: bytes, named: list[str]):
    path = tmp_path / ".env"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        read_settings(Flags(), {}, tmp_path)
    for part in [str(path), *named]:
        assert part in str(raised.value)
    assert "sk-secret" not in str(raised.value)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("flags", "environ", "named"),
    [
        (Flags(base_url="localhost"), {}, "--base-url"),
        (Flags(data_dir=""), {}, "--data-dir"),
        (Flags(), {"ASSISTANT_CHAT_RUN_TTL": "1e3"}, "ASSISTANT_CHAT_RUN_TTL"),
        (Flags(), {"OPENAI_API_KEY": "sk\x1b[31m"}, "OPENAI_API_KEY"),
        (Flags(), {"OPENAI_BASE_URL": "https://me:sk-secret@x.invalid"}, "OPENAI_BASE_URL"),
    ],
)
@requirement("settings.broken-file-is-named")
def test_a_bad_value_elsewhere_is_named_too(flags: Flags, environ: dict[str, str], named: str):
    with pytest.raises(ConfigError, match=named) as raised:
        read_settings(flags, environ, None)
    assert "sk-secret" not in str(raised.value)


@requirement("settings.broken-file-is-named")
def test_a_folder_where_the_config_file_should_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "assistant-chat" / "config.toml").mkdir(parents=True)
    with pytest.raises(ConfigError, match=r"config\.toml cannot be read"):
        read_settings(Flags(), {}, None)
