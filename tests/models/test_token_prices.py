"""What tokens cost, by the price list that is installed."""

import subprocess
import sys
import time
from pathlib import Path

from genai_prices import Usage, calc_price

from app.api.endpoints import ModelList, Origin
from app.api.objects import Model
from app.models.connected import ConnectedModels
from app.models.endpoints.addresses import endpoint_at
from app.settings import Settings
from tests.requirements import requirement

GROQ = "https://api.groq.com/openai/v1"
LLAMA = "llama-3.3-70b-versatile"
ASK_PRICES = """
import asyncio, sys
from pathlib import Path
from app.api.endpoints import ModelList, Origin
from app.api.objects import Model
from app.models.connected import ConnectedModels
from app.models.endpoints.addresses import endpoint_at
from app.settings import Settings

listed = ModelList(endpoint_at(sys.argv[1], Origin.CHOSEN), [Model(id=sys.argv[2])])
settings = Settings(data_dir=Path(sys.argv[3]), config_dir=Path(sys.argv[3]))
asyncio.run(ConnectedModels(settings, {}, servers=[]).token_prices(listed))
print("genai_prices" in sys.modules)
"""


async def priced(settings: Settings, base_url: str, *names: str) -> dict[str, tuple[float, float]]:
    models = ConnectedModels(settings, {}, servers=[])
    try:
        listed = ModelList(endpoint_at(base_url, Origin.CHOSEN), [Model(id=name) for name in names])
        return {name: (one.input_usd, one.output_usd) for name, one in (await models.token_prices(listed)).items()}
    finally:
        await models.close()


@requirement("models.picker-prices")
async def test_the_prices_are_those_of_the_list_for_a_million_tokens(settings: Settings) -> None:
    found = await priced(settings, GROQ, LLAMA, "a-model-of-nobody")
    read = calc_price(Usage(input_tokens=1_000_000), LLAMA, provider_api_url=GROQ)
    written = calc_price(Usage(output_tokens=1_000_000), LLAMA, provider_api_url=GROQ)
    assert [*found] == [LLAMA]
    assert [round(one, 6) for one in found[LLAMA]] == [float(read.total_price), float(written.total_price)]
    assert all(found[LLAMA])


@requirement("models.picker-prices")
async def test_a_server_of_ones_own_has_no_prices_and_a_list_of_500_takes_little_time(settings: Settings) -> None:
    assert await priced(settings, "http://127.0.0.1:8000/v1", LLAMA) == {}
    assert await priced(settings, "http://127.0.0.1:11434/v1", LLAMA) == {}
    began = time.process_time()
    await priced(settings, "https://openrouter.ai/api/v1", *(f"vendor/model-{number}" for number in range(500)))
    assert time.process_time() - began < 2


@requirement("models.picker-prices-cost")
def test_the_price_table_is_not_loaded_for_a_server_of_ones_own(tmp_path: Path) -> None:
    def loads_table(base_url: str) -> str:
        command = [sys.executable, "-c", ASK_PRICES, base_url, LLAMA, str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()

    assert loads_table(GROQ) == "True"
    assert loads_table("http://127.0.0.1:8000/v1") == "False"
