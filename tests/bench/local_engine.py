"""An engine in the benchmark's own process, on a prepared home, to measure without the terminal."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from app.api.services import Assistants
from app.engine import open_engine
from app.models import open_models
from app.settings import Settings
from tests.bench.bench import Bench
from tests.bench.homes import DATA


@asynccontextmanager
async def engine(bench: Bench, home: Path) -> AsyncGenerator[Assistants]:
    """Open an engine on this home with the bench's model server; it reclaims no runs."""
    settings = Settings(
        data_dir=home / DATA, config_dir=home / ".config", base_url=bench.model_url, api_key="x", model="short"
    )
    async with open_models(settings) as models, open_engine(settings, models, reclaims=False) as opened:
        yield opened
