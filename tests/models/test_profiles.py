"""Profiles: where they are kept, what is taken over, and which one a request goes to."""

import json
import stat
import sys

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.api.errors import ConfigError, NoEndpoint
from app.models import open_models
from app.models.endpoints.providers import OPENAI
from app.models.model import Answering, ModelError
from app.settings import Settings
from tests.fake_model import FakeModel, refuse
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.models.profile_files import NOWHERE, server, two, write_profiles
from tests.requirements import requirement


@requirement("profiles.routing", "profiles.keys")
async def test_a_request_goes_to_the_profile_of_its_model_with_its_key(settings: Settings) -> None:
    async with server("1", "1") as first, server("2", "2", "2") as second:
        write_profiles(settings, two(first, second), {"one": "sk-one", "two": "sk-two"})
        async with models_of(settings) as models:
            pieces = [piece async for piece in models.stream(request_of(model="two::big/model"))]
            assert pieces[0] == Answering("big/model", second.base_url, "two")
            assert text_of(await pieces_of(models, request_of(model="plain"))) == "1"
            assert text_of(await pieces_of(models, request_of(model="two::"))) == "2"
            # The profile that the run was begun on, whatever is in use now.
            await models.choose((await models.profiles())[1])
            assert text_of(await pieces_of(models, replace(request_of(model="m"), profile="one"))) == "1"
            assert text_of(await pieces_of(models, request_of(model=""))) == "2"
    assert [request.body["model"] for request in first.requests] == ["plain", "m"]
    assert [request.body["model"] for request in second.requests] == ["big/model", "second-best", "second-best"]
    assert {request.headers["authorization"] for request in first.requests} == {"Bearer sk-one"}
    assert {request.headers["authorization"] for request in second.requests} == {"Bearer sk-two"}


@requirement("profiles.routing")
async def test_a_profile_that_does_not_exist_sends_nothing(settings: Settings) -> None:
    async with FakeModel() as first, FakeModel() as second:
        write_profiles(settings, two(first, second))
        async with models_of(settings) as models:
            assert await models.profile_of("three::m") is None
            with pytest.raises(ModelError, match="no profile “three”"):
                await pieces_of(models, request_of(model="three::m"))
            with pytest.raises(NoEndpoint):
                await models.resolve_model("three::m")
            found = await models.profile_of("two::m")
            assert found
            assert (found.profile, found.base_url) == ("two", second.base_url)
            default = await models.profile_of("")
            assert default
            assert default.profile == "one"
            assert await models.resolve_model("two::") == "two::second-best"
    assert first.requests == second.requests == []


@requirement("profiles.routing")
async def test_the_setting_of_the_model_may_name_a_profile(settings: Settings) -> None:
    async with server("1") as first, server("2", "2") as second:
        write_profiles(settings, two(first, second))
        named = replace(settings, model="two::special", origins={"model": Origin.FLAG})
        async with open_models(named) as models:
            current = await models.current()
            assert current
            assert current.profile == "two"
            assert await models.resolve_model("") == "special"
            assert text_of(await pieces_of(models, request_of(model=""))) == "2"
        mapped = replace(settings, model_map={"gpt-4": "two::mapped"})
        async with open_models(mapped) as models:
            assert text_of(await pieces_of(models, request_of(model="gpt-4"))) == "2"
        assert [request.body["model"] for request in second.requests] == ["special", "mapped"]
        with pytest.raises(ConfigError, match=r"--model names the profile “three”.*Profiles: one, two"):
            async with open_models(replace(named, model="three::m")):
                pass


@requirement("profiles.take-over", "profiles.keys")
async def test_the_key_and_the_endpoint_of_an_earlier_version_are_taken_over(settings: Settings) -> None:
    settings.config_dir.mkdir(parents=True)
    (settings.config_dir / "key.json").write_text(json.dumps({"base_url": OPENAI, "api_key": "sk-old"}))
    endpoint = {"name": "box", "base_url": NOWHERE, "kind": "local", "origin": "chosen", "setting": ""}
    choice = {"endpoint": endpoint, "folders": {"/work": ["https://strange.invalid/v1", True]}}
    (settings.config_dir / "endpoint.json").write_text(json.dumps(choice))
    async with models_of(settings) as models:
        profiles = await models.profiles()
    assert [(one.profile, one.base_url) for one in profiles] == [("box", NOWHERE), ("openai", OPENAI)]
    assert not (settings.config_dir / "key.json").exists()
    kept = settings.config_dir / "keys.json"
    assert json.loads(kept.read_text()) == {"openai": {"base_url": OPENAI, "api_key": "sk-old"}}
    if sys.platform != "win32":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    consents = json.loads((settings.config_dir / "endpoint.json").read_text())
    assert consents == {"endpoint": None, "folders": choice["folders"]}


@requirement("profiles.file")
async def test_comments_and_order_stay(settings: Settings) -> None:
    text = (
        "# mine\ndefault = 'b' # at home\n\n# the office\n[profiles.a]\n"
        f'base_url = "{NOWHERE}"\nheaders = {{ "X-Team" = "x" }}\n\n[profiles.a.extra_body]\ndefault = "in here"\n\n'
        '# home\n[profiles.b]\nbase_url = "http://127.0.0.1:10/v1"\n'
    )
    path = write_profiles(settings, text)
    async with models_of(settings) as models:
        await models.add_server("http://localhost:7000", "")
        added = text.replace("'b'", '"localhost-7000"') + (
            '\n[profiles.localhost-7000]\nbase_url = "http://localhost:7000/v1"\n'
        )
        assert path.read_text() == added
        await models.forget("a")
        current = await models.current()
        assert current
        assert current.profile == "localhost-7000"
        assert path.read_text() == (
            '# mine\ndefault = "localhost-7000" # at home\n\n# the office\n\n# home\n[profiles.b]\n'
            'base_url = "http://127.0.0.1:10/v1"\n\n'
            '[profiles.localhost-7000]\nbase_url = "http://localhost:7000/v1"\n'
        )
        with pytest.raises(ConfigError, match="no profile “a”"):
            await models.forget("a")


@requirement("profiles.file")
async def test_a_file_that_cannot_be_changed_as_text_is_left(settings: Settings) -> None:
    text = f'profiles = {{ a = {{ base_url = "{NOWHERE}" }} }}\n'
    path = write_profiles(settings, text)
    async with models_of(settings) as models:
        with pytest.raises(ConfigError, match="Change it in an editor"):
            await models.add_server("http://localhost:7000", "")
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('default = "a"\n[profiles.a\n', 2, "expected"),
        ("default = 1\n", 1, "default must be text in quotes"),
        ('\nother = "x"\n', 2, "other is not known here"),
        ('[profiles.a]\nmodel = "m"\n', 1, "profiles.a has no base_url"),
        ('[profiles.a]\nbase_url = "ftp://x"\n', 2, "profiles.a.base_url must be an address"),
        ('[profiles.a]\nbase_url = "http://x/v1"\nheadings = {}\n', 3, "profiles.a.headings is not known"),
        ('[profiles.a]\nbase_url = "http://x/v1"\nheaders = { "a b" = "c" }\n', 3, "is no name of a header"),
        ('[profiles.a]\nbase_url = "http://x/v1"\n[profiles.a.extra_body]\nx = 2026-01-01\n', 4, "must be text"),
        ('[profiles.a]\nbase_url = "http://x/v1"\nsecond_choice = "m"\n', 3, "must name a profile and a model"),
        ('[profiles.a]\nbase_url = " "\n', 1, "profiles.a has no base_url"),
        ('[profiles.a]\nbase_url = "http://x/v1"\nca_file = "~nobody-of-this-name/x.pem"\n', 3, "home directory."),
        (
            '[profiles.a]\nbase_url = "http://x/v1"\nheaders = { Content-Length = "3" }\n',
            3,
            "to the connection",
        ),
        ('[profiles.a]\nbase_url = "http://x/v1"\nextra_body = { model = "m" }\n', 3, "model is set by the program"),
        ('[profiles.a]\nbase_url = "http://x/v1"\nsecond_choice = "b::m"\n', 3, "names the profile “b”"),
        ('[profiles."a:b"]\nbase_url = "http://x/v1"\n', 1, "is no name for a profile"),
        ('[profiles.built-in]\nbase_url = "http://x/v1"\n', 1, "is no name for a profile"),
        ('default = "b"\n[profiles.a]\nbase_url = "http://x/v1"\n', 1, "default names no profile. Profiles: a"),
        ("default = 'a\xff'\n", 1, "not UTF-8"),
    ],
)
@requirement("profiles.file")
async def test_an_error_names_file_and_line(settings: Settings, text: str, line: int, words: str) -> None:
    path = write_profiles(settings, "")
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        async with open_models(settings):
            pass
    assert f"{path}, line {line}: " in str(caught.value)
    assert words in str(caught.value)


@requirement("profiles.keys")
async def test_an_error_in_the_keys_names_the_line_and_no_key(settings: Settings) -> None:
    path = write_profiles(settings, f'[profiles.a]\nbase_url = "{NOWHERE}"\n')
    (settings.config_dir / "keys.json").write_text('{"a":\n "sk-secret",,}')
    with pytest.raises(ConfigError) as caught:
        async with open_models(settings):
            pass
    assert f"{path.parent / 'keys.json'}, line 2: " in str(caught.value)
    assert "sk-secret" not in str(caught.value)


@requirement("profiles.keys")
async def test_a_key_is_not_sent_to_another_server(settings: Settings) -> None:
    async with server(key="sk-one") as first, server() as second:
        async with models_of(settings) as models:
            endpoint = await models.use_key("sk-one", first.base_url)
            assert endpoint.warning == ""
        path = settings.config_dir / "profiles.toml"
        path.write_text(path.read_text().replace(first.base_url, second.base_url))
        async with models_of(settings) as models:
            await pieces_of(models, request_of(model="fake"))
        assert "authorization" not in second.requests[0].headers


@requirement("profiles.keys")
async def test_keys_of_two_profiles_are_kept_side_by_side(settings: Settings) -> None:
    async with server(key="sk-one") as first, server(key="sk-two") as second, models_of(settings) as models:
        one = await models.use_key("sk-one", first.base_url)
        two = await models.add_server(second.base_url, "sk-two")
        with pytest.raises(ConfigError, match="rejected this key"):
            await models.add_server(second.base_url, "sk-wrong")
        with pytest.raises(ConfigError, match="The base URL must be an address"):
            await models.add_server("second", "")
        await pieces_of(models, request_of(model=f"{one.profile}::fake"))
        await pieces_of(models, request_of(model="fake"))
        assert first.requests[-1].headers["authorization"] == "Bearer sk-one"
        assert second.requests[-1].headers["authorization"] == "Bearer sk-two"
        await models.forget(two.profile)
        current = await models.current()
        assert current
        assert current.profile == one.profile
    assert "sk-two" not in (settings.config_dir / "keys.json").read_text()


@requirement("profiles.routing")
async def test_a_profile_that_is_added_meanwhile_is_known(settings: Settings) -> None:
    async with server() as first, server("2") as second:
        path = write_profiles(settings, f'[profiles.one]\nbase_url = "{first.base_url}"\n')
        async with models_of(settings) as models:
            await models.current()
            path.write_text(two(first, second))
            assert text_of(await pieces_of(models, request_of(model="two::m"))) == "2"
            path.write_text(two(first, second) + "broken")
            assert await models.profile_of("two::m"), "what was read last is used while the file is edited"
            with pytest.raises(ModelError, match=r"profiles\.toml, line"):
                await pieces_of(models, request_of(model="three::m"))


@requirement("profiles.lists")
async def test_the_lists_of_all_profiles_arrive_each_on_its_own(settings: Settings) -> None:
    async with FakeModel(models=["a", "b"]) as first:
        text = f'[profiles.gone]\nbase_url = "{NOWHERE}"\n[profiles.one]\nbase_url = "{first.base_url}"\n'
        write_profiles(settings, text)
        async with models_of(settings) as models:
            lists = {listed.endpoint.profile: listed async for listed in models.model_lists()}
    assert [model.id for model in lists["one"].models] == ["a", "b"]
    assert lists["one"].problem is None
    assert lists["gone"].models == []
    assert lists["gone"].problem
    assert "cannot be reached" in lists["gone"].problem.says


@requirement("profiles.providers")
@pytest.mark.parametrize(
    ("message", "rejected"),
    [
        ("API key not valid. Please pass a valid API key.", True),
        ("Incorrect%20API%20key%20provided:%20xa***", True),
        ("Incorrect API key provided: xa***.", True),
        ("Unknown parameter: models", False),
    ],
)
async def test_a_wrong_key_may_be_a_400(settings: Settings, message: str, rejected: bool) -> None:
    async with FakeModel(listing=refuse(400, message)) as provider, models_of(settings) as models:
        if rejected:
            with pytest.raises(ConfigError, match="rejected this key"):
                await models.use_key("sk-x", provider.base_url)
        else:
            assert "HTTP 400" in (await models.use_key("sk-x", provider.base_url)).warning
