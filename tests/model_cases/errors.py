"""Errors in every dress, behind the beginning of an answer and instead of one."""

import json

from tests.model_cases.case import DONE, HEL, LO, Case, chunk, event, raw


def after_hel(body: bytes, *says: str, too_long: bool = False) -> Case:
    """`Hel`, and then an error: what came is kept, and the server's words are told."""
    return Case(body=[HEL, body], text="Hel", says=says, too_long=too_long)


def alone(body: object, *says: str, too_long: bool = False) -> Case:
    """HTTP 200 with a document that is an error."""
    return Case(body=[json.dumps(body).encode()], type="application/json", text="", says=says, too_long=too_long)


CONTEXT = "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens"
LONG = "7" * 5000

SAID = {
    "detail": event({"detail": "it broke"}),
    "code-of-words": event({"code": "InvalidParameter", "message": "it broke", "request_id": "x"}),
    "error-code": event({"error_code": 17, "error_msg": "it broke"}),
    "errcode": event({"errcode": 17, "errmsg": "it broke"}),
    "upper-case": event({"Error": {"Message": "it broke"}}),
    "error-message": event({"ErrorMessage": "it broke"}),
    "response-failed": event({"type": "response.failed", "response": {"error": {"message": "it broke"}}}),
    "event-exception": b'event: exception\ndata: {"message":"it broke"}\n\n',
    "event-apart": b'event: error\n\ndata: {"message":"it broke"}\n\n',
    "cut-json": b'data: {"error":{"message":"it broke"\n\n',
    "python": b"data: {'error': {'message': 'it broke'}}\n\n",
    "words": b"data: Error: it broke\n\n",
    "bare-words": b"it broke\n\n",
    "traceback": b'Traceback (most recent call last):\n  File "x"\nValueError: it broke\n\n',
    "deep": b'data: {"error":{"message":"it broke","x":' + b"[" * 100_000 + b"]" * 100_000 + b"}}\n\n",
    "in-delta": chunk({"error": {"message": "it broke"}}),
    "beside-stop": chunk({"content": ""}, "stop", error={"code": 502, "message": "it broke"}),
}
"""Errors behind the beginning of an answer, with `[DONE]` behind them and without a finish reason."""

ERRORS: dict[str, Case] = {
    **{f"error-then-done-{name}": after_hel(said + DONE, "it broke") for name, said in SAID.items()},
    "error-empty-beside-stop-is-none": Case(body=[chunk({"content": "Hello"}, "stop", error={"code": 0}), DONE]),
    "words-before-more-text": Case(body=[HEL, event({"message": "still here"}), b"INFO busy\n\n", LO, DONE]),
    **{
        f"error-finish-{word}": after_hel(chunk({}, word) + DONE, "the model's provider stopped", word.lower())
        for word in ("abort", "cancelled", "timeout", "internal_error", "server_error")
    },
    "error-finish-malformed-call": Case(
        body=[chunk({"role": "assistant"}, "function_call_filter: MALFORMED_FUNCTION_CALL"), DONE],
        text="",
        says=["malformed_function_call"],
    ),
    "error-field": after_hel(
        b'error: {"code":500,"message":"context shift is disabled"}\n\n', "context shift is disabled", too_long=True
    ),
    "error-field-words": after_hel(b"error: out of memory\n\n", "out of memory"),
    "error-bare-line": after_hel(b'{"error":{"message":"rate limit reached"}}\n', "rate limit reached"),
    "error-bare-without-line-end": after_hel(b'{"error":{"message":"rate limit reached"}}', "rate limit reached"),
    "error-bare-pretty": after_hel(b'{\n  "error": {\n    "message": "out of cards"\n  }\n}\n', "out of cards"),
    "error-bare-text": after_hel(b"Internal Server Error\n", "stopped in the middle", "Internal Server Error"),
    "error-page": after_hel(b"<html><body>502 Bad Gateway</body></html>\n", "stopped in the middle"),
    "error-event": after_hel(b'event: error\ndata: {"message":"it broke"}\n\n', "it broke"),
    "error-event-words": after_hel(b"event: error\ndata: it broke\ndata: badly\n\n", "it broke badly"),
    "error-event-behind-data": after_hel(b'data: {"message":"it broke"}\nevent: error\n\n', "it broke"),
    "error-data": after_hel(event({"error": {"message": "it broke", "code": 502}}), "502", "it broke"),
    "error-data-words": after_hel(event({"error": "it broke"}), "it broke"),
    "error-data-list": after_hel(event({"errors": [{"message": "it broke"}]}), "it broke"),
    "error-object": after_hel(event({"object": "error", "message": "it broke", "code": 400}), "it broke"),
    "error-type": after_hel(
        event({"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}), "Overloaded"
    ),
    "error-with-nan": after_hel(raw('{"error":{"message":"it broke","score":NaN}}'), "it broke"),
    "error-in-choice": after_hel(
        event({"choices": [{"delta": {"content": ""}, "finish_reason": "error", "error": {"message": "it broke"}}]}),
        "it broke",
    ),
    "error-beside-choices": Case(
        body=[
            event(
                {"error": {"message": "it broke"}, "choices": [{"delta": {"content": "Hel"}, "finish_reason": "error"}]}
            )
        ],
        text="Hel",
        says=["it broke"],
    ),
    "error-same-block": Case(body=[HEL + event({"error": {"message": "it broke"}})], text="Hel", says=["it broke"]),
    "error-null-is-none": Case(body=[chunk({"content": "Hello"}, "stop", error=None), DONE]),
    "error-empty-is-none": Case(body=[chunk({"content": "Hello"}, "stop", error={}), DONE]),
    "error-many-digits": after_hel(
        event({"error": {"message": f"maximum context length is {LONG} tokens", "code": LONG}}), "777", too_long=True
    ),
    "error-number-of-digits": after_hel(raw(f'{{"error":{{"message":"it broke","code":{LONG}}}}}'), "it broke"),
    "alone-vllm": alone(
        {"object": "error", "message": CONTEXT, "type": "BadRequestError", "code": 400}, "4096", too_long=True
    ),
    "alone-words": alone({"error": "model is not loaded"}, "model is not loaded"),
    "alone-detail": alone({"detail": "Not Found here"}, "Not Found here"),
    "alone-detail-list": alone({"detail": [{"loc": ["body"], "msg": "field required"}]}, "field required"),
    "alone-code": alone({"code": 500, "msg": "no worker"}, "no worker"),
    "alone-success": alone({"success": False, "message": "no worker"}, "no worker"),
    "alone-minimax": alone({"base_resp": {"status_code": 1004, "status_msg": "login fail"}}, "login fail"),
    "alone-page": Case(body=[b"<!doctype html>\n<p>login"], text="", says=["a web page", "base URL"]),
    "alone-garbage": Case(body=[b"data: {nonsense\n\n"], text="", says=["instead of a chat completion", "base URL"]),
    "alone-nothing": Case(body=[], text="", says=["an empty reply", "base URL"]),
    "broke-off": Case(body=[HEL], text="Hel", says=["stopped in the middle"]),
}
