"""Passes a call on to an endpoint as it is, and its answer back. Imports the SDK: import it as `client` is."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import cast

import httpx2
import openai

from app.api.passed_calls import PassedAnswer, PassedCall
from app.models import model_errors

KEPT_HEADERS = ("content-type", "retry-after", "retry-after-ms", "x-should-retry", "x-request-id")
"""Of the answer. Others speak of the connection, or of the account."""


async def pass_on(
    client: openai.AsyncOpenAI,
    call: PassedCall,
    target: model_errors.CallTarget,
    headers: Mapping[str, str | openai.Omit],
) -> PassedAnswer:
    """Send a call. `headers`: those that the endpoint always gets. Raises `ModelError` if there is no answer."""
    try:
        response = await client.post(
            call.path,
            cast_to=httpx2.Response,
            body=call.body,
            options={"headers": {**call.headers, **headers}},
            stream=True,
            stream_cls=openai.AsyncStream[object],
        )
    except openai.APIStatusError as error:
        return refusal(error.response)
    except openai.APIConnectionError as error:
        raise model_errors.error_for_connection(target, error, midway=False) from error
    except (openai.OpenAIError, httpx2.HTTPError, httpx2.InvalidURL, OSError, ValueError) as error:
        raise model_errors.not_sent(target) from error
    answer = cast("httpx2.Response", response)
    return PassedAnswer(status=answer.status_code, headers=kept_headers(answer), body=blocks_of(answer))


def refusal(response: httpx2.Response) -> PassedAnswer:
    """Return the refusal of an endpoint, its body read already."""

    async def once() -> AsyncGenerator[bytes]:
        yield response.content

    return PassedAnswer(status=response.status_code, headers=kept_headers(response), body=once())


async def blocks_of(response: httpx2.Response) -> AsyncGenerator[bytes]:
    """Yield the body as it comes."""
    try:
        async with aclosing(response.aiter_bytes()) as blocks:
            async for block in blocks:
                yield block
    finally:
        await response.aclose()


def kept_headers(response: httpx2.Response) -> Mapping[str, str]:
    """Return the headers that the caller gets."""
    return {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
