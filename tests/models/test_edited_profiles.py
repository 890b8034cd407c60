"""The files of the profiles are edited while the program runs: the profile in use counts as it is now."""

from app.models.connected import ConnectedModels
from app.settings import Settings
from tests.fake_model import FakeModel
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.models.profile_files import server, two, write_profiles
from tests.requirements import requirement

CHANGED = "The profile “one” was changed: it is used as it is now."


async def ask(models: ConnectedModels) -> str:
    """Ask the profile in use."""
    return text_of(await pieces_of(models, request_of(model="m")))


def one(at: FakeModel, more: str = "") -> str:
    """A file with one profile."""
    return f'default = "one"\n[profiles.one]\nbase_url = "{at.base_url}"\n{more}'


@requirement("profiles.edited-in-use")
async def test_another_base_url_counts_at_the_next_call_and_is_said_once(settings: Settings) -> None:
    async with server("1") as first, server("2", "2") as second:
        write_profiles(settings, one(first), {"one": {"base_url": first.base_url, "api_key": "sk-one"}})
        async with models_of(settings) as models:
            assert await ask(models) == "1"
            write_profiles(settings, one(second))
            assert [await ask(models), await ask(models)] == ["2", "2"]
            current = await models.current()
            said = f"The profile “one” was changed: messages go to {second.base_url} now."
            assert list(models.take_notices()) == [said]
            await models.current()
            assert list(models.take_notices()) == []
    assert current
    assert (current.profile, current.base_url) == ("one", second.base_url)
    assert first.requests[0].headers["authorization"] == "Bearer sk-one"
    assert "authorization" not in second.requests[0].headers, "a key goes only where it was given for"


@requirement("profiles.edited-in-use")
async def test_another_header_field_or_key_counts_at_the_next_call(settings: Settings) -> None:
    async with server("1", "2", "3") as first:
        write_profiles(settings, one(first), {"one": "sk-one"})
        async with models_of(settings) as models:
            await ask(models)
            more = 'headers = { "X-Team" = "b" }\nextra_body = { top_k = 3 }\n'
            write_profiles(settings, one(first, more))
            await ask(models)
            assert list(models.take_notices()) == [CHANGED]
            write_profiles(settings, one(first, more), {"one": "sk-two"})
            await ask(models)
            assert list(models.take_notices()) == [CHANGED]
    before, after, last = first.requests
    assert "x-team" not in before.headers
    assert (after.headers["x-team"], after.body["top_k"]) == ("b", 3)
    assert after.headers["authorization"] == "Bearer sk-one"
    assert last.headers["authorization"] == "Bearer sk-two"


@requirement("profiles.edited-in-use")
async def test_a_broken_file_is_said_with_its_line_and_the_last_good_one_is_used(settings: Settings) -> None:
    async with server("1", "2", "3", "4") as first, server("5") as second:
        write_profiles(settings, one(first))
        async with models_of(settings) as models:
            await ask(models)
            path = write_profiles(settings, one(second, "headers = 1\n"))
            assert [await ask(models), await ask(models)] == ["2", "3"]
            (said,) = models.take_notices()
            assert said.startswith(f"{path}, line 4: ")
            write_profiles(settings, "")
            assert await ask(models) == "4"
            assert list(models.take_notices()) == [
                "The profile “one” is gone. It is used here until you choose another."
            ]
            write_profiles(settings, one(second))
            assert await ask(models) == "5"


@requirement("profiles.edited-in-use")
async def test_what_another_program_chooses_changes_nothing_here(settings: Settings) -> None:
    async with server("1", "2") as first, server() as second:
        path = write_profiles(settings, two(first, second))
        async with models_of(settings) as models:
            assert await ask(models) == "1"
            path.write_text(path.read_text().replace('default = "one"', 'default = "two"'))
            assert await ask(models) == "2"
            assert list(models.take_notices()) == []
