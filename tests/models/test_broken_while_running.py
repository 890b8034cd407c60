"""Files of the profiles that a person writes while the program runs: what is said, and who may read the keys."""

import stat

from app.settings import Settings
from tests.fake_model import FakeModel
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.models.profile_files import server, two, write_profiles
from tests.requirements import requirement


@requirement("profiles.file")
async def test_a_file_that_breaks_is_told_once_and_the_last_readable_state_is_used(settings: Settings) -> None:
    async with server("1", "2", "3") as first, server() as second:
        path = write_profiles(settings, two(first, second))
        async with models_of(settings) as models:
            assert text_of(await pieces_of(models, request_of(model="plain"))) == "1"
            path.write_text(two(first, second) + "broken")
            names = [one.profile for one in await models.profiles()]
            said = models.take_notices()
            await models.profiles()
            again = models.take_notices()
            path.write_text(two(first, second))
            await models.profiles()
            path.write_text(two(first, second) + "\nbroken")
            await models.profiles()
            anew = models.take_notices()
    assert names == ["one", "two"]
    assert [sentence.startswith(f"{path}, line ") for sentence in said] == [True]
    assert again == []
    assert [sentence.startswith(f"{path}, line ") for sentence in anew] == [True]


@requirement("profiles.keys")
async def test_keys_that_cannot_be_read_any_more_are_told(settings: Settings) -> None:
    async with FakeModel(models=["m"]) as first, server("Yes.", key="sk-of-two") as second:
        write_profiles(settings, two(first, second), {"two": "sk-of-two"})
        async with models_of(settings) as models:
            assert text_of(await pieces_of(models, request_of(model="two::m"))) == "Yes."
            (settings.config_dir / "keys.json").write_text('{"two": "sk-of-two"')
            await models.profile_of("two::m")
            (said,) = models.take_notices()
    assert f"{settings.config_dir / 'keys.json'}, line 1: " in said
    assert "sk-of-two" not in said


@requirement("profiles.keys")
async def test_keys_that_a_person_wrote_are_taken_from_all_others(settings: Settings) -> None:
    async with FakeModel(models=["m"]) as first, server("Yes.", key="sk-of-two") as second:
        write_profiles(settings, two(first, second), {"two": "sk-of-two"})
        keys = settings.config_dir / "keys.json"
        keys.chmod(0o664)
        async with models_of(settings) as models:
            assert text_of(await pieces_of(models, request_of(model="two::m"))) == "Yes."
        assert stat.S_IMODE(keys.stat().st_mode) == 0o600
