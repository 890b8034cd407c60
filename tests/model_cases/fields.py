"""Odd fields: in chunks behind a complete answer, and in the chunks that carry it."""

from tests.model_cases.case import ANSWER, DONE, END, HEL, LO, STOP, Case, Json, chunk, event, raw


def late(body: str, usage: tuple[int, int, int] | None = None) -> Case:
    """A complete answer, and then a chunk with something odd."""
    return Case(body=[HEL, LO, STOP, raw(body), DONE], usage=usage)


def odd(body: str) -> Case:
    """A chunk that says Hello in an odd way."""
    return Case(body=[raw(body), *END])


def of_choice(choice: str) -> Case:
    return odd(f'{{"choices":[{choice}]}}')


def of_content(content: str) -> Case:
    return of_choice(f'{{"index":0,"delta":{{"content":{content}}}}}')


def half(first: str, second: str, text: str) -> Case:
    """Two chunks whose contents are spelled like this."""
    parts = [f'{{"choices":[{{"delta":{{"content":"{part}"}}}}]}}' for part in (first, second)]
    return Case(body=[*map(raw, parts), *END], text=text)


def numbered(index: int, text: str, finish: str | None = None) -> bytes:
    """Make a chunk with this number of its choice."""
    return event({"choices": [{"index": index, "delta": {"content": text}, "finish_reason": finish}]})


def choices(**choice: object) -> Json:
    """Make a chunk of one choice."""
    return {"choices": [{"index": 0, **choice}]}


WHOLE: Json = {"role": "assistant", "content": "Hello"}
PLACES: dict[str, list[Json]] = {
    "beside-an-empty-delta": [choices(delta={}, message=WHOLE)],
    "beside-a-null": [choices(delta={"content": None}, message=WHOLE)],
    "in-the-choice-beside-an-empty-delta": [choices(delta={}, text="Hel"), choices(delta={}, text="lo")],
    "as-text-of-the-delta": [choices(delta={"text": "Hel"}), choices(delta={"text": "lo"})],
    "as-content-of-the-choice": [choices(content="Hel"), choices(content="lo")],
    "in-a-list": [choices(delta=[{"content": "Hel"}]), choices(delta={"content": "lo"})],
    "in-data": [{"code": 0, "msg": "ok", "data": choices(delta={"content": part})} for part in ("Hel", "lo")],
    "in-result": [{"result": choices(delta={"content": part})} for part in ("Hel", "lo")],
}
"""Where servers put the text."""

FINISHES = {
    "length": ("FinishReason.MAX_TOKENS", "max_new_tokens", "max_completion_tokens", "token_limit", "ERROR_LIMIT"),
    "content_filter": ("content-filter", "content_filtered", "guardrail_intervened", "ERROR_TOXIC", "IMAGE_SAFETY"),
    "stop": ("eos_token", "end_turn", "COMPLETE", "FinishReason.STOP", "unknown", "stop_sequence"),
}
"""Words for the three reasons."""

FIELDS: dict[str, Case] = {
    **{f"text-{name}": Case(body=[*map(event, bodies), *END]) for name, bodies in PLACES.items()},
    "own-api-of-ollama": Case(
        body=[
            event({"message": {"role": "assistant", "content": "Hel"}, "done": False}),
            event({"message": {"role": "assistant", "content": "lo"}, "done": True, "done_reason": "stop"}),
        ]
    ),
    "generate-of-ollama": Case(body=[b'{"response":"Hel","done":false}\n{"response":"lo","done":true}\n']),
    "own-api-of-llama.cpp": Case(
        body=[event({"content": "Hel", "stop": False}), event({"content": "lo", "stop": True})]
    ),
    "index-counts-chunks": Case(body=[numbered(0, "H"), numbered(1, "el"), numbered(2, "lo"), numbered(3, "", "stop")]),
    "index-from-one": Case(body=[numbered(1, "Hel"), numbered(1, "lo", "stop")]),
    "index-of-the-role": Case(body=[numbered(0, ""), numbered(1, "Hel"), numbered(1, "lo", "stop")]),
    "index-of-another-answer": Case(body=[numbered(0, "Hel"), numbered(1, "X", "stop"), numbered(0, "lo", "stop")]),
    "index-is-missing-twice": Case(body=[event({"choices": [{"delta": {"content": "Hello"}}, {"text": "X"}]}), *END]),
    "usage-float": late(
        '{"choices":[],"usage":{"prompt_tokens":12.0,"completion_tokens":3,"total_tokens":15}}', (12, 3, 15)
    ),
    "usage-half": late('{"choices":[],"usage":{"prompt_tokens":12.5,"completion_tokens":3}}', (0, 3, 3)),
    "usage-null": late('{"choices":[],"usage":null}'),
    "usage-empty": late('{"choices":[],"usage":{}}'),
    "usage-list": late('{"choices":[],"usage":[1]}'),
    "usage-words": late('{"choices":[],"usage":"none"}'),
    "usage-partial": late('{"choices":[],"usage":{"prompt_tokens":7}}', (7, 0, 7)),
    "usage-strings": late('{"choices":[],"usage":{"prompt_tokens":"7","completion_tokens":"x"}}', (7, 0, 7)),
    "usage-negative": late('{"choices":[],"usage":{"prompt_tokens":-5,"completion_tokens":3}}', (0, 3, 3)),
    "usage-huge": late(f'{{"choices":[],"usage":{{"prompt_tokens":{2**63},"total_tokens":{10**400}}}}}'),
    "usage-infinite": late('{"choices":[],"usage":{"prompt_tokens":1e999}}'),
    "usage-of-choice": Case(
        body=[HEL, LO, event({"choices": [{"delta": {}, "finish_reason": "stop", "usage": {"total_tokens": 9}}]})],
        usage=(0, 0, 9),
    ),
    "late-nan": late('{"choices":[{"index":0,"delta":{},"logprobs":NaN}]}'),
    "late-garbage": late("{nonsense"),
    "late-error": late('{"error":{"message":"late"}}'),
    "late-page": Case(body=[*ANSWER[:3], b"<html>504</html>"]),
    "late-choices": late('{"choices":7}'),
    "minus-infinity": of_choice('{"index":0,"delta":{"content":"Hello"},"logprobs":-Infinity}'),
    "tool-calls-object": of_choice('{"index":0,"delta":{"content":"Hello","tool_calls":{}}}'),
    "tool-calls-words": of_choice('{"index":0,"delta":{"content":"Hello","tool_calls":"none"}}'),
    "index-text": of_choice('{"index":"0","delta":{"content":"Hello"}}'),
    "index-null": of_choice('{"index":null,"delta":{"content":"Hello"}}'),
    "index-float": of_choice('{"index":0.0,"delta":{"content":"Hello"}}'),
    "index-twice": Case(
        body=[event({"choices": [{"index": 0, "delta": {"content": part}} for part in ("Hel", "lo")]}), *END]
    ),
    "index-other": Case(body=[HEL, event({"choices": [{"index": 1, "delta": {"content": "another"}}]}), LO, *END]),
    "content-object": of_content('{"type":"text","text":"Hello"}'),
    "content-parts": of_content('[{"type":"text","text":"Hel"},{"type":"text","text":"lo"},null,7.5e400]'),
    "content-strings": of_content('["Hel","lo"]'),
    "content-nested": of_content('{"parts":[{"text":{"value":"Hello"}}]}'),
    "content-output-text": of_content('[{"type":"output_text","text":"Hello","annotations":[]}]'),
    "content-false": Case(body=[raw('{"choices":[{"delta":{"content":false}}]}'), *ANSWER]),
    "content-control-character": Case(
        body=[raw('{"choices":[{"delta":{"content":"Hello\t!"}}]}'), *END], text="Hello\t!"
    ),
    "delta-text": of_choice('{"delta":"Hello"}'),
    "delta-null": of_choice('{"delta":null,"message":{"content":"Hello"}}'),
    "delta-list": Case(body=[raw('{"choices":[{"delta":[]}]}'), *ANSWER]),
    "message": of_choice('{"message":{"role":"assistant","content":"Hello"}}'),
    "message-repeats": Case(
        body=[HEL, LO, event({"choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}]})]
    ),
    "index-other-before-the-end": Case(
        body=[HEL, event({"choices": [{"index": 1, "delta": {"content": "another"}}]}), LO, DONE]
    ),
    "legacy-text": of_choice('{"text":"Hello","index":0}'),
    "choices-object": odd('{"choices":{"index":0,"delta":{"content":"Hello"}}}'),
    "choices-by-number": odd('{"choices":{"0":{"delta":{"content":"Hello"}}}}'),
    "choices-with-null": odd('{"choices":[null,{"delta":{"content":"Hello"}}]}'),
    "finish-number": Case(body=[raw('{"choices":[{"delta":{"content":"Hello"},"finish_reason":5}]}'), DONE]),
    "finish-object": Case(body=[raw('{"choices":[{"delta":{"content":"Hello"},"finish_reason":{"a":1}}]}'), *END]),
    "finish-empty": Case(body=[chunk({"content": "Hel"}, ""), chunk({"content": "lo"}, "null"), *END]),
    "finish-capitals": Case(body=[HEL, LO, chunk({}, "MAX_TOKENS"), DONE], reason="length"),
    **{
        f"finish-{word}": Case(body=[HEL, LO, chunk({}, word), DONE], reason=reason)
        for reason, words in FINISHES.items()
        for word in words
    },
    "half-escapes": half(r"\ud83d", r"\ude00 ok", "😀 ok"),
    "half-alone": half(r"a\ud83d", "b", "a\ufffdb"),
    "half-low": half(r"a\ude00", "b", "a\ufffdb"),
    "half-at-the-end": half("a", r"\ud83d", "a\ufffd"),
    "half-camera": half(r"\ud83d", r"\udcf0", "📰"),
    "half-bytes": Case(
        body=[
            b'data: {"choices":[{"delta":{"content":"\xf0\x9f"}}]}\n\n',
            b'data: {"choices":[{"delta":{"content":"\x98\x80 ok\xff"}}]}\n\n',
            *END,
        ],
        text="😀 ok\ufffd",
    ),
    "bytes-elsewhere": Case(body=[b'data: {"model":"\xff","choices":[{"delta":{"content":"Hello"}}]}\n\n', *END]),
}
