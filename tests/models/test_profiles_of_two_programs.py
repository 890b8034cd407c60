"""Two programs that change the profiles at the same time: neither loses what the other wrote."""

import asyncio
import json
import stat
import tomllib

import pytest
from filelock import FileLock

from app.api.errors import ConfigError
from app.models.connected import ConnectedModels
from app.settings import Settings
from tests.models.connected import models_of
from tests.models.profile_files import NOWHERE, write_profiles
from tests.requirements import requirement

ROUNDS = 12
UNREACHABLE = "http://127.0.0.1:9/{}/v1"


async def add_many(models: ConnectedModels, name: str) -> None:
    """Add profiles with their keys, one after the other."""
    for number in range(ROUNDS):
        await models.use_key(f"sk-{name}-{number}", UNREACHABLE.format(f"{name}{number}"))


@requirement("profiles.two-programs")
async def test_each_keeps_the_profiles_and_keys_that_the_other_adds(settings: Settings) -> None:
    async with models_of(settings) as one, models_of(settings) as other:
        await asyncio.gather(add_many(one, "one"), add_many(other, "other"))
    tables = tomllib.loads((settings.config_dir / "profiles.toml").read_text())["profiles"]
    keys_file = settings.config_dir / "keys.json"
    keys = {stored["api_key"] for stored in json.loads(keys_file.read_text()).values()}
    expected = [(name, number) for name in ("one", "other") for number in range(ROUNDS)]
    assert {table["base_url"] for table in tables.values()} == {UNREACHABLE.format(f"{a}{b}") for a, b in expected}
    assert keys == {f"sk-{name}-{number}" for name, number in expected}
    assert stat.S_IMODE(keys_file.stat().st_mode) == 0o600


@requirement("profiles.two-programs")
async def test_a_program_that_hangs_in_a_change_is_not_waited_for_for_ever(settings: Settings) -> None:
    path = write_profiles(settings, f'[profiles.a]\nbase_url = "{NOWHERE}"\n')
    before = path.read_text()
    async with models_of(settings) as models:
        with FileLock(path.with_name(".profiles.lock")), pytest.raises(ConfigError, match="another program"):
            await models.add_server("http://localhost:7000", "")
        assert path.read_text() == before
        await models.add_server("http://localhost:7000", "")
    assert before in path.read_text()
