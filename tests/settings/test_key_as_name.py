"""A key where the name of a setting belongs: no sentence and no list repeats it."""

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.errors import ConfigError
from app.settings import Flags
from app.settings.config_file import ConfigFile, with_values
from app.settings.origins import list_settings
from app.settings.profiles_file import profiles_in
from app.settings.reading import read_settings
from app.settings.toml_text import TomlText
from app.tui.keys.keymap import find_mistakes
from tests.requirements import requirement

KEYS = st.one_of(
    st.text(string.ascii_letters + string.digits, min_size=8, max_size=60).map("sk-proj-{}".format),
    st.text(string.ascii_lowercase + string.digits, min_size=20, max_size=60).map("a1{}".format),
)
TEXTS = (
    *("KEY = 1", "KEY = ", "'KEY' = 1", "KEY = 1\nKEY = 2", "[KEY]\n[KEY]", "[KEY]\na = 'b'", "a = {KEY = 1, KEY = 2}"),
    *("[models]\nKEY = 4", "[keymap]\nKEY = 4", "models.KEY.x = 1", "[models.KEY]\na = 1", "KEY", "KEY.KEY = 1"),
)
PROFILES = ("[profiles.KEY!]", "[KEY]", "KEY = 1", "[profiles.a]\nbase_url='http://x'\nheaders = {KEY = 1}")


@requirement("secrets.key-as-name")
@given(KEYS, st.sampled_from(TEXTS))
def test_an_error_of_the_settings_does_not_repeat_it(key: str, text: str) -> None:
    with pytest.raises(ConfigError, match="line") as raised:
        with_values(ConfigFile(path=Path("config.toml"), text=f"\n{text.replace('KEY', key)}\n"))
    assert key not in str(raised.value)


@requirement("secrets.key-as-name")
@given(KEYS, st.sampled_from(PROFILES))
def test_nor_does_one_of_the_profiles(key: str, text: str) -> None:
    with pytest.raises(ConfigError, match="line") as raised:
        profiles_in(TomlText(path=Path("profiles.toml"), text=text.replace("KEY", key)))
    assert key not in str(raised.value)


@requirement("secrets.key-as-name")
def test_nor_do_the_list_of_settings_and_the_notice_about_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = tmp_path / "assistant-chat" / "config.toml"
    path.parent.mkdir()
    path.write_text('[models]\nsk-proj-4711 = "m"\n[keymap]\nsk-proj-4711 = "nokey"\n"threads.new" = "f3"\n')
    settings = read_settings(Flags(), {}, None)
    listed = [line.name for line in list_settings(settings, None)]
    assert "keymap.threads.new" in listed
    assert listed.count("models.…") == 1
    told = find_mistakes(settings.keymap)
    assert "unknown id …" in told[0]
    assert "sk-proj" not in str((listed, told))
