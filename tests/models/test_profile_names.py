"""Which profile and which model a name means, and what is known of the providers."""

import pytest

from app.api.endpoints import Origin, Provider
from app.api.model_reference import ModelReference, is_profile_name, parse_model
from app.models.endpoints.addresses import base_url_of, endpoint_at, other_addresses
from app.models.endpoints.providers import PROVIDERS
from app.settings import Settings
from tests.models.connected import models_of
from tests.requirements import requirement


@requirement("profiles.model-names")
@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("gpt-4", ModelReference("", "gpt-4")),
        ("groq::llama-3.3-70b", ModelReference("groq", "llama-3.3-70b")),
        ("llama.cpp::org/model:Q4", ModelReference("llama.cpp", "org/model:Q4")),
        ("a::b::c", ModelReference("a", "b::c")),
        ("groq::", ModelReference("groq", "")),
        ("hf.co/org/model::Q4", ModelReference("", "hf.co/org/model::Q4")),
        ("::model", ModelReference("", "::model")),
        ("two words::model", ModelReference("", "two words::model")),
        ("", ModelReference("", "")),
    ],
)
def test_what_a_name_means(text: str, reference: ModelReference) -> None:
    assert parse_model(text) == reference
    assert reference.text == text


@requirement("profiles.providers")
async def test_every_provider_has_an_address_or_says_what_to_type(settings: Settings) -> None:
    async with models_of(settings) as models:
        providers = models.providers()
    names = ["OpenAI", "OpenRouter", "Anthropic", "Gemini", "Groq", "Mistral", "DeepSeek", "xAI", "Together"]
    assert [provider.name for provider in providers] == [*names, "Azure OpenAI"]
    for provider in providers:
        assert provider.keys_page.startswith("https://")
        assert bool(provider.base_url) != bool(provider.address_note)
        if provider.base_url:
            assert base_url_of(provider.base_url) == provider.base_url
            endpoint = endpoint_at(provider.base_url, Origin.PASTED)
            assert endpoint.name == provider.name
            assert is_profile_name(endpoint.profile)


@requirement("profiles.providers")
@pytest.mark.parametrize("provider", [one for one in PROVIDERS if one.base_url], ids=lambda one: one.name)
def test_the_host_of_a_provider_is_enough_and_what_is_pasted_behind_its_base_url_is_left_out(
    provider: Provider,
) -> None:
    host = "/".join(provider.base_url.split("/")[:3])
    for address in (host, f"{host}/", f"{provider.base_url}/chat/completions", f"{provider.base_url}/messages"):
        assert base_url_of(address) == provider.base_url


@requirement("profiles.providers")
def test_the_address_of_an_azure_resource() -> None:
    whole = "https://mine.openai.azure.com/openai/v1"
    assert base_url_of("https://mine.openai.azure.com/") == whole
    assert base_url_of(whole) == whole
    for dated in ("/openai", "/openai/deployments", "/openai/deployments/gpt-4o/chat/completions"):
        assert base_url_of(f"https://mine.openai.azure.com{dated}") == whole
    project = "https://mine.services.ai.azure.com/api/projects/one/openai/v1"
    assert base_url_of(project) == project
    assert whole in other_addresses("https://mine.openai.azure.com/openai")
    endpoint = endpoint_at(whole, Origin.PASTED)
    assert (endpoint.name, endpoint.profile) == ("Azure OpenAI", "azure-openai")


@requirement("profiles.providers")
def test_no_two_providers_share_a_profile() -> None:
    profiles = [endpoint_at(one.base_url, Origin.PASTED).profile for one in PROVIDERS if one.base_url]
    assert len(set(profiles)) == len(profiles)
