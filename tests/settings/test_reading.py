"""`read_settings`: the order of the sources, and the limits of `.env`."""

from pathlib import Path

import pytest

from app.api.endpoints import Origin
from app.settings import DotenvEndpoint, Flags, Settings, read_settings
from tests.requirements import requirement


class Places:
    """A config folder and a current folder to write into."""

    def __init__(self, root: Path) -> None:
        self.config = root / "config" / "assistant-chat" / "config.toml"
        self.folder = root / "folder"
        self.config.parent.mkdir(parents=True)
        self.folder.mkdir()

    def read(self, flags: Flags | None = None, **environ: str) -> Settings:
        return read_settings(flags or Flags(), environ, self.folder)


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Places(tmp_path)


@requirement("settings.order")
def test_flag_then_environment_then_dotenv_then_config(places: Places):
    places.config.write_text('model = "config"\n')
    assert (places.read().model, places.read().origin("model")) == ("config", Origin.CONFIG_FILE)
    (places.folder / ".env").write_text("ASSISTANT_CHAT_MODEL=dotenv\n")
    assert (places.read().model, places.read().origin("model")) == ("dotenv", Origin.DOTENV)
    found = places.read(ASSISTANT_CHAT_MODEL="environment")
    assert (found.model, found.origin("model")) == ("environment", Origin.ENVIRONMENT)
    found = places.read(Flags(model="flag"), ASSISTANT_CHAT_MODEL="environment")
    assert (found.model, found.origin("model")) == ("flag", Origin.FLAG)


@requirement("settings.order")
def test_nothing_set(places: Places, tmp_path: Path):
    found = places.read(OPENAI_API_KEY=" ", ASSISTANT_CHAT_MODEL="")
    assert found == Settings(
        data_dir=tmp_path / "data" / "assistant-chat", config_dir=tmp_path / "config" / "assistant-chat"
    )
    assert found.origin("model") is Origin.DEFAULT


@requirement("settings.order")
def test_every_setting_of_the_environment(places: Places, tmp_path: Path):
    found = places.read(
        OPENAI_API_KEY="sk-1",
        OPENAI_BASE_URL="http://localhost:1/v1/",
        ASSISTANT_CHAT_MODEL="m",
        ASSISTANT_CHAT_API="chat",
        ASSISTANT_CHAT_DATA_DIR=str(tmp_path / "elsewhere"),
        ASSISTANT_CHAT_SERVER="https://server.invalid/v1",
        ASSISTANT_CHAT_SERVER_KEY="sk-2",
        ASSISTANT_CHAT_RUN_TTL="60",
    )
    assert found.api_key == "sk-1"
    assert found.base_url == "http://localhost:1/v1"
    assert found.data_dir == tmp_path / "elsewhere"
    assert (found.server, found.server_key) == ("https://server.invalid/v1", "sk-2")
    assert found.run_ttl == 60


@requirement("settings.order")
def test_the_tables_of_the_config_file(places: Places):
    places.config.write_text(
        'run_ttl = 5\ntheme = "nord"\nvim = true\n[models]\n"gpt-4" = "llama"\n[keymap]\nquit = "ctrl+x"\n'
    )
    found = places.read()
    assert found.model_map == {"gpt-4": "llama"}
    assert found.keymap == {"quit": "ctrl+x"}
    assert (found.theme, found.run_ttl, found.vim) == ("nord", 5, True)


@requirement("settings.dotenv-gets-only-its-own-key")
def test_the_address_of_a_dotenv_never_meets_another_key(places: Places):
    places.config.write_text('api_key = "sk-config"\n')
    (places.folder / ".env").write_text("OPENAI_BASE_URL=https://stranger.invalid/v1\n")
    found = places.read(OPENAI_API_KEY="sk-mine")
    assert (found.base_url, found.api_key) == (None, "sk-mine")
    assert found.dotenv == DotenvEndpoint(
        base_url="https://stranger.invalid/v1", api_key=None, folder=places.folder, loopback=False
    )


@requirement("settings.dotenv-gets-only-its-own-key")
def test_the_key_of_a_dotenv_stays_with_its_address(places: Places):
    (places.folder / ".env").write_text("OPENAI_BASE_URL=http://127.0.0.1:9/v1\nOPENAI_API_KEY='sk-theirs'\n")
    found = places.read()
    assert found.api_key is None
    assert found.dotenv is not None
    assert (found.dotenv.api_key, found.dotenv.loopback) == ("sk-theirs", True)
    found = places.read(Flags(base_url="http://localhost:1/v1"))
    assert (found.dotenv, found.api_key) == (None, None)
    assert places.read(OPENAI_BASE_URL="http://localhost:1/v1").dotenv is None


@requirement("settings.dotenv-gets-only-its-own-key")
def test_a_dotenv_outranks_the_address_of_the_config_file(places: Places):
    places.config.write_text('base_url = "https://mine.invalid/v1"\napi_key = "sk-config"\n')
    (places.folder / ".env").write_text("OPENAI_BASE_URL=https://stranger.invalid/v1\n")
    found = places.read()
    assert found.dotenv is not None
    assert (found.base_url, found.api_key) == ("https://mine.invalid/v1", "sk-config")


@requirement("settings.dotenv-is-only-data")
def test_a_dotenv_may_set_four_things_only(places: Places):
    (places.folder / ".env").write_text(
        "export OPENAI_API_KEY=sk-folder\nASSISTANT_CHAT_DATA_DIR=/tmp/theirs\nASSISTANT_CHAT_SERVER=https://x.invalid\n"
        "HTTPS_PROXY=http://x.invalid\n"
    )
    found = places.read()
    assert found.api_key == "sk-folder"
    assert (found.server, "theirs" in str(found.data_dir)) == (None, False)


@requirement("settings.dotenv-is-only-data")
def test_a_dotenv_cannot_carry_the_environment_away(places: Places, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET", "treasure")
    (places.folder / ".env").write_text("OPENAI_BASE_URL=https://x.invalid/${SECRET}\n")
    found = places.read()
    assert found.dotenv is not None
    assert "treasure" not in found.dotenv.base_url


@requirement("settings.dotenv-is-only-data")
def test_a_parent_folder_is_not_searched(places: Places):
    (places.folder / ".env").write_text("OPENAI_API_KEY=sk-parent\n")
    below = places.folder / "below"
    below.mkdir()
    (below / ".env").mkdir()  # a virtual environment may have this name
    assert read_settings(Flags(), {}, below).api_key is None
    assert read_settings(Flags(), {}, None).api_key is None


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1.evil.invalid/v1",
        "http://localhost.invalid/",
        "http://x.invalid/127.0.0.1",
        "https://10.0.0.1/v1",
        "http://127.999.0.1/v1",
        "http://[::ffff:10.0.0.1]/v1",
        "http://0.0.0.0:8080/v1",
    ],
)
@requirement("settings.dotenv-gets-only-its-own-key")
def test_what_only_looks_like_this_machine(places: Places, address: str):
    (places.folder / ".env").write_text(f"OPENAI_BASE_URL={address}\n")
    found = places.read()
    assert found.dotenv is not None
    assert not found.dotenv.loopback


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST", "127.0.0.1", "127.3.2.1", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]"]
)
@requirement("settings.dotenv-gets-only-its-own-key")
def test_every_spelling_of_this_machine(places: Places, host: str):
    (places.folder / ".env").write_text(f"OPENAI_BASE_URL=http://{host}:8080/v1\n")
    found = places.read()
    assert found.dotenv is not None
    assert found.dotenv.loopback


@requirement("settings.no-secret-in-a-log")
def test_secrets_do_not_show(places: Places):
    (places.folder / ".env").write_text("OPENAI_BASE_URL=https://x.invalid/v1\nOPENAI_API_KEY=sk-theirs\n")
    found = places.read(OPENAI_API_KEY="sk-mine", ASSISTANT_CHAT_SERVER_KEY="sk-server")
    assert "sk-" not in repr(found)
    assert "x.invalid" in repr(found)
