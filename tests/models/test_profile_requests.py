"""What a profile adds to its requests: headers, fields of the body, certificates."""

from pathlib import Path

import pytest

from app.models.model import ModelError
from app.settings import Settings
from tests.certificate import CERTIFICATE, server_context
from tests.fake_model import FakeModel
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.models.profile_files import server, two, write_profiles
from tests.requirements import requirement


@requirement("profiles.own-request")
async def test_headers_and_fields_of_the_body_go_to_their_profile_alone(settings: Settings) -> None:
    async with server("1") as first, server("2") as second:
        own = (
            'headers = { "X-Team" = "blue", authorization = "Token t" }\n'
            '[profiles.two.extra_body]\ntop_k = 5\nprovider = { order = ["a"], strict = true }\nmax_tokens = 9\n'
        )
        write_profiles(settings, two(first, second) + own, {"two": "sk-two"})
        async with models_of(settings) as models:
            await pieces_of(models, request_of(model="plain"))
            await pieces_of(models, request_of(model="two::m"))
            await models.models()
    sent = second.requests[0]
    assert (sent.headers["x-team"], sent.headers["authorization"]) == ("blue", "Token t")
    assert sent.body["top_k"] == 5
    assert sent.body["provider"] == {"order": ["a"], "strict": True}
    assert (sent.body["max_tokens"], sent.body["stream"], sent.body["model"]) == (9, True, "m")
    assert "x-team" not in first.requests[0].headers
    assert "top_k" not in first.requests[0].body


@requirement("profiles.own-request")
async def test_a_certificate_of_the_profile_is_trusted(settings: Settings, tmp_path: Path) -> None:
    async with FakeModel(models=["m"], tls=server_context(tmp_path)) as secret:
        path = write_profiles(settings, f'[profiles.a]\nbase_url = "{secret.base_url}"\n')
        async with models_of(settings) as models:
            assert await models.models() == []
            with pytest.raises(ModelError, match="certificate of 127"):
                await pieces_of(models, request_of(model="m"))
        path.write_text(path.read_text() + 'ca_file = "ours.pem"\n')
        async with models_of(settings) as models:
            with pytest.raises(ModelError, match=r"ours\.pem, the ca_file of a, cannot be read: there is no such file"):
                await pieces_of(models, request_of(model="m"))
            assert await models.models() == []
        ours = settings.config_dir / "ours.pem"
        ours.write_text("no certificate")
        async with models_of(settings) as models:
            with pytest.raises(ModelError, match="holds no certificates"):
                await pieces_of(models, request_of(model="m"))
        ours.write_text(CERTIFICATE)
        async with models_of(settings) as models:
            assert [model.id for model in await models.models()] == ["m"]
            assert text_of(await pieces_of(models, request_of(model="m"))).startswith("Hello")
            assert (await models.use_key("sk-x", secret.base_url)).warning == ""
