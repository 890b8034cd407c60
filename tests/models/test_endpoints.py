"""Which endpoint is used, what is saved of a choice, and where a key may be sent."""

import asyncio
import stat
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.api.errors import ConfigError, NoEndpoint
from app.models.builtin.weights import TABLE, WeightsFolder
from app.models.connected import ConnectedModels
from app.models.endpoints.addresses import base_url_of, endpoint_at
from app.models.endpoints.choice import EndpointChoice
from app.models.endpoints.local_servers import LocalServer, find_servers, known_servers, ollama_url
from app.models.endpoints.providers import OPENAI
from app.models.model import ModelError
from app.openai_sdk.redaction import Redactor
from app.settings import DotenvEndpoint, Settings
from app.settings.origins import words_of
from tests.fake_model import FakeModel, say
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import PATIENT_S, models_of
from tests.requirements import requirement


async def used(settings: Settings, *servers: FakeModel) -> Endpoint | None:
    async with models_of(settings, *servers) as models:
        return await models.current()


def with_key(settings: Settings, origin: Origin = Origin.ENVIRONMENT) -> Settings:
    return replace(settings, api_key="sk-own", origins={"api_key": origin})


def put_weights(settings: Settings) -> None:
    """A file of the right size, without its bytes."""
    folder = settings.data_dir / "models"
    folder.mkdir(parents=True)
    with (folder / TABLE[0].file).open("wb") as file:
        file.truncate(TABLE[0].size)


@requirement("models.key-goes-only-where-it-belongs")
async def test_no_key_in_a_log(settings: Settings) -> None:
    weights = WeightsFolder(settings.data_dir / "models")
    found = await EndpointChoice(with_key(settings), servers=[], weights=weights, redactor=Redactor()).find_first()
    assert found
    assert found.key == "sk-own"
    assert "sk-own" not in repr(found)


@requirement("models.endpoint-order")
async def test_nothing_is_found_on_a_fresh_machine(settings: Settings) -> None:
    async with models_of(settings) as models:
        assert await models.current() is None
        assert await models.candidates() == []
        with pytest.raises(NoEndpoint):
            await models.models()
        with pytest.raises(NoEndpoint):
            await models.resolve_model("")


@requirement("models.endpoint-order")
async def test_the_order(settings: Settings) -> None:
    async with FakeModel() as first, FakeModel() as second:
        put_weights(settings)
        built_in = await used(settings)
        assert built_in
        assert built_in.kind == "built-in"
        local = await used(settings, first, second)
        assert local
        assert (local.name, local.base_url, local.kind) == ("Server 0", first.base_url, "local")
        hosted = await used(with_key(settings), first)
        assert hosted
        assert (hosted.name, hosted.base_url, hosted.kind) == ("OpenAI", OPENAI, "hosted")
        assert words_of(hosted.origin, hosted.setting) == "OPENAI_API_KEY"
        explicit = replace(settings, base_url=second.base_url + "/", origins={"base_url": Origin.FLAG})
        endpoint = await used(explicit, first)
        assert endpoint
        assert (endpoint.base_url, endpoint.origin) == (second.base_url, Origin.FLAG)
        assert (first.listings, second.listings) == (1, 1), "who is named is not probed for"
        async with models_of(with_key(settings), first, second) as models:
            found = [one.base_url for one in await models.candidates()]
        assert found == [OPENAI, first.base_url, second.base_url, "built-in:"]


@requirement("models.endpoint-order")
async def test_a_port_without_a_model_list_is_ignored(settings: Settings) -> None:
    async def page(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        writer.close()

    async with await asyncio.start_server(page, "127.0.0.1", 0) as server, FakeModel(models=[]) as empty:
        web = LocalServer("web", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1")
        servers = [web, LocalServer("empty", empty.base_url)]
        models = ConnectedModels(settings, {}, servers=servers, probe_timeout_s=PATIENT_S)
        assert await models.current() is None
        await models.close()


@requirement("endpoints.vllm")
async def test_vllm_is_looked_for_at_its_port_and_only_asked_for_its_models(settings: Settings) -> None:
    (vllm,) = [one for one in known_servers({}) if one.name == "vLLM"]
    assert vllm.base_url == "http://127.0.0.1:8000/v1"
    async with FakeModel() as server:
        there = LocalServer(vllm.name, server.base_url)
        models = ConnectedModels(settings, {}, servers=[there], probe_timeout_s=PATIENT_S)
        endpoint = await models.current()
        await models.close()
        assert endpoint
        assert (endpoint.name, endpoint.profile, endpoint.base_url) == ("vLLM", "vllm", server.base_url)
        assert (server.listings, server.requests) == (1, []), "nothing but the list of models"


@requirement("models.endpoint-order")
async def test_a_silent_port_does_not_delay_the_choice(settings: Settings) -> None:
    async def nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.read()
        finally:
            writer.close()

    async with FakeModel() as there, await asyncio.start_server(nothing, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        servers = [LocalServer("silent", f"http://127.0.0.1:{port}/v1"), LocalServer("there", there.base_url)]
        models = ConnectedModels(settings, {}, servers=servers, probe_timeout_s=1.0)
        async with asyncio.timeout(5):
            endpoint = await models.current()
        await models.close()
    assert endpoint
    assert endpoint.name == "there"


@requirement("models.endpoint-order")
async def test_a_server_started_later_is_found(settings: Settings) -> None:
    async with FakeModel() as server, models_of(settings, server) as models:
        await server.__aexit__()
        assert await models.current() is None
        await server.__aenter__()
        endpoint = await models.current()
        assert endpoint
        assert endpoint.base_url == server.base_url


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:11434/v1"),
        ("0.0.0.0", "http://127.0.0.1:11434/v1"),
        ("box:1000", "http://box:1000/v1"),
        (":1000", "http://127.0.0.1:1000/v1"),
        ("http://box", "http://box:80/v1"),
        ("https://box/", "https://box:443/v1"),
        ("[::1]:5", "http://[::1]:5/v1"),
        ("box:nonsense", "http://127.0.0.1:11434/v1"),
    ],
)
@requirement("models.endpoint-order")
def test_ollama_host(host: str, url: str) -> None:
    assert ollama_url(host) == url
    assert known_servers({"OLLAMA_HOST": host})[0] == LocalServer("Ollama", url)


@requirement("models.endpoint-order")
async def test_an_invalid_host_is_ignored() -> None:
    assert await find_servers(known_servers({"OLLAMA_HOST": "a..b"})[:1]) == []


@pytest.mark.parametrize(
    ("typed", "one"),
    [
        ("http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/v1/", "http://localhost:11434/v1"),
        ("HTTP://LocalHost:1/v1", "http://localhost:1/v1"),
        ("https://host/api/v1/chat/completions", "https://host/api/v1"),
        ("https://host/openai", "https://host/openai"),
    ],
)
@requirement("models.endpoint-order")
def test_one_spelling_for_each_address(typed: str, one: str) -> None:
    assert base_url_of(typed) == one


@requirement("models.choice-is-kept")
async def test_a_choice_survives_a_restart(settings: Settings) -> None:
    async with FakeModel() as first, FakeModel([say("chosen")]) as second:
        async with models_of(settings, first, second) as models:
            await models.choose((await models.candidates())[1])
            assert text_of(await pieces_of(models)) == "chosen"
        again = await used(settings, first, second)
        assert again
        assert again.base_url == second.base_url
        loud = await used(replace(settings, base_url=first.base_url, origins={"base_url": Origin.FLAG}))
        assert loud
        assert loud.base_url == first.base_url, "a flag outranks an earlier choice"
        config = replace(settings, base_url=first.base_url, origins={"base_url": Origin.CONFIG_FILE})
        quiet = await used(config)
        assert quiet
        assert quiet.base_url == second.base_url, "a choice outranks config.toml"


OLD_CHOICE = b'{"endpoint":{"name":"%s","base_url":"%s","kind":"%s","source":"%s","needs_consent":false},"folders":{}}'
"""`endpoint.json` as versions before `Origin` wrote it."""


@requirement("models.choice-is-kept", "profiles.take-over")
async def test_a_choice_of_an_earlier_version_becomes_the_default_profile(settings: Settings) -> None:
    base_url = "http://127.0.0.1:1/v1"
    settings.config_dir.mkdir(parents=True)
    stored = OLD_CHOICE % (b"Ollama", base_url.encode(), b"local", b"found on this machine")
    (settings.config_dir / "endpoint.json").write_bytes(stored)
    async with models_of(settings) as models:
        endpoint = await models.current()
        assert endpoint
        assert (endpoint.profile, endpoint.base_url, endpoint.kind) == ("ollama", base_url, "local")
        await models.choose(endpoint)
    assert await used(settings) == endpoint
    text = (settings.config_dir / "profiles.toml").read_text()
    assert text == f'default = "ollama"\n\n[profiles.ollama]\nbase_url = "{base_url}"\n'


@requirement("models.choice-is-kept")
async def test_the_built_in_model_chosen_with_an_earlier_version_opens(settings: Settings) -> None:
    put_weights(settings)
    settings.config_dir.mkdir(parents=True)
    stored = OLD_CHOICE % (b"built-in", b"built-in:", b"built-in", b"downloaded")
    (settings.config_dir / "endpoint.json").write_bytes(stored)
    endpoint = await used(settings)
    assert endpoint
    assert (endpoint.kind, endpoint.origin) == ("built-in", Origin.BUILT_IN)


@requirement("models.choice-is-kept")
async def test_a_choice_that_no_longer_works_is_skipped(settings: Settings) -> None:
    put_weights(settings)
    async with models_of(settings) as models:
        built_in = await models.current()
        assert built_in
        await models.choose(built_in)
    (settings.data_dir / "models" / TABLE[0].file).unlink()
    assert await used(settings) is None
    async with models_of(with_key(settings)) as models:
        await models.choose((await models.candidates())[0])
    assert await used(settings) is None, "OpenAI without a key"


@requirement("models.choice-is-kept", "models.key-goes-only-where-it-belongs")
async def test_a_pasted_key(settings: Settings) -> None:
    async with FakeModel() as local:
        async with models_of(settings, local) as models:
            endpoint = await models.use_key("  sk-pasted\n")
            assert (endpoint.base_url, endpoint.kind) == (OPENAI, "hosted")
        kept = settings.config_dir / "keys.json"
        assert "sk-pasted" in kept.read_text()
        if sys.platform != "win32":
            assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert [file.name for file in settings.config_dir.iterdir() if "sk-" in file.read_text()] == ["keys.json"]
        again = await used(settings, local)
        assert again
        assert again.base_url == OPENAI
        # The screen says that it is OpenAI's, whatever other hosted server is set.
        gateway = replace(settings, base_url="https://gateway.invalid/v1", origins={"base_url": Origin.ENVIRONMENT})
        async with models_of(gateway) as models:
            assert (await models.use_key("sk-pasted")).base_url == OPENAI
        # The key is OpenAI's; another endpoint of the same user does not get it.
        explicit = replace(settings, base_url=local.base_url, model="m", origins={"base_url": Origin.FLAG})
        async with models_of(explicit) as models:
            await pieces_of(models, request_of(model="m"))
        assert "authorization" not in local.requests[0].headers


@pytest.mark.parametrize("text", ["", "   ", "two words", "sk-schlüssel", "a\tb"])
@requirement("models.choice-is-kept")
async def test_an_invalid_key_is_refused(settings: Settings, text: str) -> None:
    async with models_of(settings) as models:
        with pytest.raises(ConfigError, match=r"^The key "):
            await models.use_key(text)
        assert await models.current() is None
    assert not (settings.config_dir / "keys.json").exists()


@requirement("models.choice-is-kept")
async def test_a_config_folder_that_cannot_be_written(settings: Settings) -> None:
    settings.config_dir.write_text("a file is in the way")
    async with models_of(settings) as models:
        with pytest.raises(ConfigError, match="cannot be written"):
            await models.use_key("sk-1")


def from_dotenv(settings: Settings, base_url: str, folder: Path, *, loopback: bool = False) -> Settings:
    dotenv = DotenvEndpoint(base_url=base_url, api_key="sk-dotenv", folder=folder, loopback=loopback)
    return replace(with_key(settings), dotenv=dotenv)


@requirement("models.consent", "models.key-goes-only-where-it-belongs")
async def test_nothing_is_sent_to_the_address_of_a_dotenv_before_consent(settings: Settings, tmp_path: Path) -> None:
    async with FakeModel(models=["m"]) as server:
        strange = from_dotenv(settings, server.base_url, tmp_path)
        async with models_of(strange) as models:
            endpoint = await models.current()
            assert endpoint
            assert endpoint.needs_consent
            with pytest.raises(ModelError, match="you have not allowed"):
                await pieces_of(models, request_of(model="m"))
            with pytest.raises(NoEndpoint):
                await models.resolve_model("m")
            await models.prepare()
            assert server.connections == 0
            chosen = await models.choose(endpoint)
            assert not chosen.needs_consent
            await pieces_of(models, request_of(model="m"))
            assert server.requests[0].headers["authorization"] == "Bearer sk-dotenv"
        again = await used(strange)
        assert again
        assert not again.needs_consent, "asked once"
        elsewhere = await used(from_dotenv(settings, server.base_url, tmp_path / "other"))
        assert elsewhere
        assert elsewhere.needs_consent, "for this folder"
        changed = await used(from_dotenv(settings, "https://another.invalid/v1", tmp_path))
        assert changed
        assert changed.needs_consent, "for this address"


@requirement("models.consent")
async def test_choosing_another_endpoint_declines_the_dotenv(settings: Settings, tmp_path: Path) -> None:
    strange = from_dotenv(settings, "https://strange.invalid/v1", tmp_path)
    async with models_of(strange) as models:
        dotenv, own = await models.candidates()
        assert dotenv.needs_consent
        await models.choose(own)
    again = await used(strange)
    assert again
    assert again.base_url == OPENAI


@requirement("models.consent", "models.key-goes-only-where-it-belongs")
async def test_a_dotenv_of_this_machine_is_used_with_its_own_key(settings: Settings, tmp_path: Path) -> None:
    async with FakeModel(models=["m"]) as server:
        local = from_dotenv(settings, server.base_url, tmp_path, loopback=True)
        async with models_of(local) as models:
            await pieces_of(models, request_of(model="m"))
    assert server.requests[0].headers["authorization"] == "Bearer sk-dotenv"


@requirement("models.key-goes-only-where-it-belongs")
async def test_a_local_server_gets_no_key(settings: Settings) -> None:
    async with FakeModel([say("x")]) as server, models_of(with_key(settings), server) as models:
        await models.choose(endpoint_at(server.base_url, Origin.FOUND))
        await pieces_of(models)
    assert "authorization" not in server.requests[0].headers


@requirement("models.key-goes-only-where-it-belongs")
async def test_a_redirect_of_the_list_is_not_followed(settings: Settings) -> None:
    async with FakeModel() as other:
        place = f"{other.base_url}/models"

        async def redirect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nConnection: close\r\n\r\n".encode())
            writer.close()

        async with await asyncio.start_server(redirect, "127.0.0.1", 0) as server:
            address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
            async with models_of(replace(with_key(settings), base_url=address)) as models:
                assert await models.models() == []
    assert other.listings == 0
