"""The files of profiles as a person writes them, and servers for them."""

import json
from pathlib import Path

from app.settings import Settings
from tests.fake_model import FakeModel, say

NOWHERE = "http://127.0.0.1:9/v1"
NAMES = ("fake", "plain", "m", "big/model", "second-best", "special", "mapped")


def server(*texts: str, key: str | None = None) -> FakeModel:
    """A server that lists `NAMES` and answers with these texts."""
    return FakeModel([say(text) for text in texts], models=NAMES, key=key)


def write_profiles(settings: Settings, text: str, keys: object = None) -> Path:
    """Write the two files as a person does."""
    settings.config_dir.mkdir(parents=True, exist_ok=True)
    if keys is not None:
        (settings.config_dir / "keys.json").write_text(json.dumps(keys))
    path = settings.config_dir / "profiles.toml"
    path.write_text(text)
    return path


def two(first: FakeModel, second: FakeModel) -> str:
    """Two profiles; the first is the default."""
    return (
        f'default = "one"\n\n[profiles.one]\nbase_url = "{first.base_url}"\n\n'
        f'[profiles.two]\nbase_url = "{second.base_url}"\nmodel = "second-best"\n'
    )
