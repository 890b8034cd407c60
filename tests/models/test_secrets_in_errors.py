"""What a server repeats of the key and of the user's own headers, and what is said about a key that it wants."""

import pytest

from app.api.errors import NoEndpoint
from app.models.model import ModelError
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, data, event, raw, refuse
from tests.models.asking import pieces_of, request_of
from tests.models.connected import models_of
from tests.models.profile_files import write_profiles
from tests.requirements import requirement

TEAM, TOKEN, KEY = "team-4711-secret", "hdr-token-98765", "sk-of-the-profile"
SECRETS = (TEAM, TOKEN, KEY)
SAID = f"no access with Bearer {TOKEN}, {TEAM} and {KEY}"
PROFILE = f"""
[profiles.own]
base_url = "BASE_URL"
headers = {{ "X-Team" = "{TEAM}", "api-key" = "Bearer {TOKEN}" }}
"""
IN_TURN = event({"content": "begun "}) + data({"error": {"message": SAID, "code": 503}})
UNKNOWN_FIELD = refuse(400, f"unknown field stream_options, {SAID}")


@requirement("profiles.secrets")
@pytest.mark.parametrize(
    "answer",
    [
        refuse(401, SAID),
        refuse(403, SAID),
        refuse(400, SAID),
        refuse(404, SAID, code="model_not_found"),
        refuse(429, SAID, (("retry-after-ms", "1"),)),
        refuse(500, SAID, (("retry-after-ms", "1"),)),
        raw(data({"error": {"message": SAID, "code": 500}})),
        raw(IN_TURN),
        raw(event({"content": "begun "}) + f"{SAID}\n".encode()),
    ],
)
async def test_no_error_repeats_a_key_or_a_header_of_the_user(settings: Settings, answer: Answer) -> None:
    async with FakeModel(lambda _: answer, models=["m"]) as server:
        write_profiles(settings, PROFILE.replace("BASE_URL", server.base_url), {"own": KEY})
        async with models_of(settings) as models:
            with pytest.raises(ModelError) as caught:
                await pieces_of(models, request_of(model="m"))
    assert "***" in str(caught.value)
    assert not any(secret in str(caught.value) for secret in SECRETS)


@requirement("profiles.secrets")
async def test_the_error_of_a_list_repeats_none_either(settings: Settings) -> None:
    async with FakeModel(listing=refuse(400, SAID)) as server:
        write_profiles(settings, PROFILE.replace("BASE_URL", server.base_url), {"own": KEY})
        async with models_of(settings) as models:
            with pytest.raises(NoEndpoint) as caught:
                await models.resolve_model("")
    assert "***" in str(caught.value)
    assert not any(secret in str(caught.value) for secret in SECRETS)


@requirement("profiles.secrets")
async def test_what_is_kept_of_a_refusal_repeats_none(settings: Settings) -> None:
    async with FakeModel([UNKNOWN_FIELD], models=["m"]) as server:
        write_profiles(settings, PROFILE.replace("BASE_URL", server.base_url), {"own": KEY})
        async with models_of(settings) as models:
            await pieces_of(models, request_of(model="m"))
            reasons = [learnt.reason for learnt in await models.adaptations()]
    kept = (settings.data_dir / "dialects.json").read_text()
    assert reasons
    assert not any(secret in text for secret in SECRETS for text in (kept, *reasons))


@requirement("models.key-problems")
@pytest.mark.parametrize(
    ("profile", "keys", "said"),
    [
        ("", {}, r"requires an API key \(HTTP 401\)\. In the terminal, /model and “Add another endpoint”"),
        ("", {"own": KEY}, r"key in keys\.json was rejected by .* \(HTTP 401\)\. In the terminal, /model"),
        (
            'headers = { "api-key" = "x" }\n',
            {},
            r"rejected the request \(HTTP 401\)\. Check the headers of",
        ),
    ],
)
async def test_a_profile_that_needs_a_key_is_not_sent_to_the_environment(
    settings: Settings, profile: str, keys: dict[str, str], said: str
) -> None:
    async with FakeModel([refuse(401, "no")], models=["m"]) as server:
        write_profiles(settings, f'[profiles.own]\nbase_url = "{server.base_url}"\n{profile}', keys)
        async with models_of(settings) as models:
            with pytest.raises(ModelError, match=said):
                await pieces_of(models, request_of(model="m"))


@requirement("models.key-problems")
async def test_the_list_of_a_profile_gives_the_same_advice(settings: Settings) -> None:
    async with FakeModel(key="right") as server:
        write_profiles(settings, f'[profiles.own]\nbase_url = "{server.base_url}"\n')
        async with models_of(settings) as models:
            with pytest.raises(NoEndpoint, match=r"requires an API key\. In the terminal, /model"):
                await models.resolve_model("")
