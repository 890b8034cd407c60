"""Refusals that a retry cannot cure, and those that time cures: the server's own words, and what to do."""

import pytest

from app.models.model import ModelError
from tests.fake_model import Answer, FakeModel, data, event, raw, refuse
from tests.models.asking import pieces_of
from tests.models.connected import Connect
from tests.requirements import requirement

SOON = (("retry-after-ms", "1"),)
USED_UP = {
    "OpenAI": refuse(429, "You exceeded your current quota, check your plan", SOON, code="insufficient_quota"),
    "OpenAI by type": refuse(429, "You exceeded it", SOON, type="insufficient_quota"),
    "OpenAI in words": refuse(
        429, "You exceeded your current quota, please check your plan and billing details.", SOON
    ),
    "Anthropic": refuse(400, "Your credit balance is too low to access the API."),
    "DeepSeek": refuse(402, "Insufficient Balance"),
    "one-api": refuse(403, "user quota is not enough", code="insufficient_user_quota"),
    "Moonshot": refuse(429, "Your account is suspended", SOON, type="exceeded_current_quota_error"),
    "Zhipu": refuse(429, "您的账户已欠费，请充值后重试", SOON, code="1113"),
    "Aliyun": refuse(400, "Access denied, account is not in good standing", code="Arrearage"),
    "text": raw("insufficient credits", status=429, type="text/plain"),
}


@pytest.mark.parametrize("name", USED_UP)
@requirement("models.failures-say-what-to-do")
async def test_an_account_without_credit_is_not_asked_again(connect: Connect, name: str) -> None:
    async with FakeModel([USED_UP[name]] * 2) as server, connect(server) as models:
        with pytest.raises(ModelError, match=r"no credit left.*Add credit there.* It says: ") as raised:
            await pieces_of(models)
    assert len(server.requests) == 1
    assert "127.0.0.1" in str(raised.value)


@requirement("models.failures-say-what-to-do")
async def test_an_account_that_is_not_active_is_told_in_the_servers_own_words(connect: Connect) -> None:
    words = "Your account is not active, please check your billing details on our website."
    answer = refuse(429, words, SOON, code="billing_not_active")
    async with FakeModel([answer] * 2) as server, connect(server) as models:
        with pytest.raises(ModelError) as raised:
            await pieces_of(models)
    assert len(server.requests) == 1
    assert str(raised.value).endswith(words)
    assert "credit" not in str(raised.value)


@requirement("models.failures-say-what-to-do")
async def test_a_quota_for_a_minute_is_a_rate_limit(connect: Connect) -> None:
    words = "You exceeded your current quota, check your plan.\nPlease retry in 34.07s."
    answer = refuse(429, words, SOON, type="RESOURCE_EXHAUSTED")
    async with FakeModel([answer] * 2) as server, connect(server) as models:
        with pytest.raises(ModelError, match=r"Rate limited by.*Wait a moment.*retry in 34\.07s"):
            await pieces_of(models)
    assert len(server.requests) == 2


@pytest.mark.parametrize("said", [{"code": "rate_limit_exceeded"}, {"type": "rate_limit_error"}, {"code": 429}])
@requirement("models.failures-say-what-to-do")
async def test_a_rate_limit_inside_a_stream_is_one(said: dict[str, object], connect: Connect) -> None:
    answer = raw(event({"content": "Half"}), data({"error": {"message": "Slow down.", **said}}))
    async with FakeModel([answer] * 2) as server, connect(server) as models:
        with pytest.raises(ModelError, match=r"Rate limited by.*Wait a moment.*Slow down") as raised:
            await pieces_of(models)
    assert raised.value.code == "rate_limit_exceeded"


LOADING: dict[str, Answer] = {
    "llama.cpp": refuse(503, "Loading model", SOON),
    "Hugging Face": refuse(503, "Model gpt2 is currently loading (estimated_time: 20.0)", SOON),
    "others": refuse(503, "The model is warming up", SOON),
}


@pytest.mark.parametrize("name", LOADING)
@requirement("models.failures-say-what-to-do")
async def test_a_model_that_is_loading_is_quoted(connect: Connect, name: str) -> None:
    async with FakeModel([LOADING[name]] * 2) as server, connect(server) as models:
        with pytest.raises(ModelError, match=r"is still loading fake-max .*Retry in a moment\. It says: "):
            await pieces_of(models)


@requirement("models.failures-say-what-to-do")
async def test_a_model_that_could_not_be_loaded_is_not_called_loading(connect: Connect) -> None:
    answer = refuse(503, "error loading model: out of memory", SOON)
    async with FakeModel([answer] * 2) as server, connect(server) as models:
        with pytest.raises(ModelError, match=r"server error.*out of memory"):
            await pieces_of(models)
