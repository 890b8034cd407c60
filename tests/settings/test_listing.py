"""All settings with the places where they were set: the command, and the screen."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.headless.lists.stored_lists import print_settings
from app.models.script import Script
from app.settings import Flags, Settings
from app.settings.origins import VARIABLES, SettingLine, describe_value, list_settings
from app.settings.reading import read_settings
from app.settings.values import CHECKS
from app.tui.theme.saved_theme import save_theme
from tests.cli.program import Program
from tests.requirements import requirement
from tests.tui.terminal import terminal

CONFIG = """# My settings.
run_ttl = 600
prose_width = 64
theme = "nord"
api_key = "sk-config-0123456789abcdef"
vim = true
[models]
"gpt-4" = "qwen3:8b"
[keymap]
"threads.new" = "f3"
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    config = tmp_path / "config" / "assistant-chat" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(CONFIG)
    return config


def by_name(lines: list[SettingLine]) -> dict[str, tuple[str, str]]:
    return {one.name: (one.value, one.source) for one in lines}


@requirement("settings.listed")
def test_each_setting_has_its_value_and_its_place(config: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("\n# Here\nASSISTANT_CHAT_MODEL=dotenv-model\n")
    settings = read_settings(Flags(server="http://localhost:9/v1"), {"OPENAI_BASE_URL": "http://localhost:1"}, tmp_path)
    found = by_name([*list_settings(settings, tmp_path)])
    assert found["server"] == ("http://localhost:9/v1", "--server")
    assert found["base_url"] == ("http://localhost:1", "OPENAI_BASE_URL")
    assert found["model"] == ("dotenv-model", f"{tmp_path / '.env'}:3")
    assert found["run_ttl"] == ("600", f"{config}:2")
    assert found["theme"] == ("nord", f"{config}:4")
    assert found["api_key"] == ("••••cdef", f"{config}:5")
    assert found["prose_width"] == ("64", f"{config}:3")
    assert found["models.gpt-4"] == ("qwen3:8b", f"{config}:8")
    assert found["keymap.threads.new"] == ("f3", f"{config}:10")
    assert found["data_dir"] == (str(tmp_path / "data" / "assistant-chat"), "default")
    assert found["server_key"] == ("not set", "default")
    assert found["vim"] == ("true", f"{config}:6")
    assert found["notifications"] == ("on", "default")
    assert {*VARIABLES, *CHECKS} <= set(found)


@requirement("settings.listed")
def test_an_endpoint_of_the_folder_and_a_chosen_theme_come_first(config: Path, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OPENAI_BASE_URL=http://localhost:7/v1\nOPENAI_API_KEY=short\n")
    save_theme(config.parent, "dracula")
    settings = read_settings(Flags(), {}, tmp_path)
    found = by_name([*list_settings(settings, tmp_path)])
    assert found["base_url"] == ("http://localhost:7/v1", f"{tmp_path / '.env'}:1")
    assert found["api_key"] == ("••••", f"{tmp_path / '.env'}:2")
    assert found["theme"] == ("dracula", str(config.parent / "theme"))


@requirement("settings.listed")
def test_a_file_that_changed_or_broke_since_the_start_is_named_without_a_line(config: Path) -> None:
    settings = read_settings(Flags(), {}, None)
    config.write_text("run_ttl = [")
    assert by_name([*list_settings(settings, None)])["run_ttl"] == ("600", str(config))


@requirement("settings.listed")
@given(st.text(min_size=1), st.sampled_from(["api_key", "server_key"]))
def test_a_secret_is_never_shown(secret: str, name: str) -> None:
    shown = describe_value(name, secret).removeprefix("••••")
    assert len(shown) <= min(4, len(secret) // 5)
    assert secret not in shown


@requirement("settings.listed")
def test_a_setting_cannot_command_the_terminal(settings: Settings) -> None:
    out = io.StringIO()
    hostile = Settings(data_dir=Path("/\x1b[2J"), config_dir=settings.config_dir, keymap={"\x1b]0;x\x07": "f3"})
    assert print_settings(hostile, None, False, out) == 0
    assert "\x1b" not in out.getvalue()


@requirement("settings.listed")
async def test_the_command_lists_them_as_lines_and_as_json(tmp_path: Path) -> None:
    program = Program(tmp_path, "http://127.0.0.1:9/v1")
    ended = await program.run("settings", "--model", "m-7")
    assert ended.code == 0
    assert any(line.split() == ["model", "m-7", "--model"] for line in ended.out.splitlines())
    ended = await program.run("settings", "--json")
    rows = {row["name"]: row for row in map(json.loads, ended.out.splitlines())}
    assert rows["base_url"] == {"name": "base_url", "value": "http://127.0.0.1:9/v1", "source": "OPENAI_BASE_URL"}


@requirement("settings.listed")
async def test_the_screen_shows_them(tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path / "data", config_dir=tmp_path, api_key="sk-0123456789abcdef0123", theme="nord"
    )
    async with terminal(settings, Script(), size=(90, 40)) as t:
        await t.send("/settings")
        await t.shows("api_key")
        assert "••••0123 · default" in t.text()
        assert "sk-0" not in t.text()
        await t.press("escape")
        await t.shows_not("api_key")
        assert t.chat.focused is t.box
