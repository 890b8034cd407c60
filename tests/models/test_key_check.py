"""A pasted key is tried before it is stored, and a choice that will not last says so."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.api.errors import ConfigError
from app.models.endpoints.key_check import check_key
from app.models.endpoints.providers import OPENAI
from app.settings import DotenvEndpoint, Settings
from tests.fake_model import FakeModel
from tests.models.connected import models_of
from tests.requirements import requirement


@asynccontextmanager
async def answering(head: str, body: str = "", *, ends: bool = True) -> AsyncGenerator[str]:
    """A server with this answer to everything; without `ends` it drips spaces for ever. Yields its base URL."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(
                f"HTTP/1.1 {head}\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{body}".encode()
            )
            while not ends:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.01)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"


@requirement("first-run.key-is-tried")
async def test_a_rejected_key_is_not_stored_and_a_good_one_is(settings: Settings) -> None:
    async with FakeModel(key="sk-good") as server, models_of(settings, key_check_url=server.base_url) as models:
        with pytest.raises(ConfigError, match=r"^OpenAI rejected this key"):
            await models.use_key("sk-mistyped")
        assert await models.current() is None
        assert not settings.config_dir.exists()
        endpoint = await models.use_key("sk-good")
        assert (endpoint.base_url, endpoint.warning) == (OPENAI, "")
        assert "sk-good" in (settings.config_dir / "keys.json").read_text()
        with pytest.raises(ConfigError):
            await models.use_key("sk-mistyped")
        assert "sk-good" in (settings.config_dir / "keys.json").read_text(), "the earlier key stays"


@requirement("first-run.key-is-tried")
@pytest.mark.parametrize(
    ("head", "body", "warning"),
    [
        ("401 Unauthorized", '{"error":{"message":"Missing scopes: api.model.read"}}', ""),
        ("403 Forbidden", '{"error":{"message":"Country not supported"}}', "HTTP 403"),
        ("429 Too Many Requests", "{}", "HTTP 429"),
        ("500 Oops", "x" * 200_000, "HTTP 500"),
        ("302 Found\r\nLocation: http://127.0.0.1:9/", "", "HTTP 302"),
        ("nonsense", "", "can't be reached"),
    ],
)
async def test_a_key_that_cannot_be_judged_is_stored_with_a_warning(
    settings: Settings, head: str, body: str, warning: str
) -> None:
    async with answering(head, body) as url, models_of(settings, key_check_url=url) as models:
        endpoint = await models.use_key("sk-own")
    assert warning in endpoint.warning
    assert bool(endpoint.warning) == bool(warning)
    assert "sk-own" in (settings.config_dir / "keys.json").read_text()


@requirement("first-run.key-is-tried")
async def test_a_server_that_drips_its_answer_cannot_hold_the_check() -> None:
    async with asyncio.timeout(8), answering("500 Oops", ends=False) as url:
        assert "couldn't check it now" in await check_key(url, "sk-own", within_s=0.3)


@requirement("first-run.override-is-said")
@pytest.mark.parametrize(
    ("setting", "origin", "words"),
    [
        ("base_url", Origin.ENVIRONMENT, "OPENAI_BASE_URL is set and comes first at the next start"),
        ("base_url", Origin.FLAG, "--base-url comes first whenever it is given"),
        ("api_key", Origin.ENVIRONMENT, "OPENAI_API_KEY is set and comes first at the next start"),
        ("base_url", Origin.CONFIG_FILE, ""),
    ],
)
async def test_a_choice_that_a_setting_overrides_says_so(
    settings: Settings, setting: str, origin: Origin, words: str
) -> None:
    value = "sk-own" if setting == "api_key" else "https://gateway.invalid/v1"
    own = replace(settings, origins={setting: origin}, **{setting: value})
    async with FakeModel() as local, models_of(own, local) as models:
        first, *others = await models.candidates()
        assert (await models.choose(first)).warning == "", "the choice is the one that the setting names"
        chosen = await models.choose(others[-1])
        assert words in chosen.warning
        assert bool(chosen.warning) == bool(words)
        assert await models.current() == replace(chosen, warning="")


@requirement("first-run.override-is-said")
async def test_a_pasted_key_that_another_key_overrides_says_so(settings: Settings) -> None:
    own = replace(settings, api_key="sk-own", origins={"api_key": Origin.ENVIRONMENT})
    async with FakeModel() as server, models_of(own, key_check_url=server.base_url) as models:
        assert "OPENAI_API_KEY is set" in (await models.use_key("sk-new")).warning
        assert (await models.use_key("sk-own")).warning == ""


@requirement("first-run.override-is-said")
async def test_a_dotenv_of_this_machine_comes_first_again(settings: Settings, tmp_path: Path) -> None:
    dotenv = DotenvEndpoint(base_url="http://127.0.0.1:9/v1", api_key=None, folder=tmp_path, loopback=True)
    async with FakeModel() as local, models_of(replace(settings, dotenv=dotenv), local) as models:
        _, found = await models.candidates()
        assert ".env file in this folder comes first" in (await models.choose(found)).warning
