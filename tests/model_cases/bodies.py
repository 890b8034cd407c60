"""The grammar of event streams, and bodies that are none. The label is often wrong."""

import json

from tests.model_cases.case import ANSWER, DONE, END, HEL, LO, STOP, Case, Json, chunk, event

WHOLE = {"choices": [{"message": {"role": "assistant", "content": "Hello"}, "finish_reason": "stop"}]}
PARTS: list[Json] = [{"choices": [{"delta": {"content": part}}]} for part in ("Hel", "lo")]
LAST: Json = {"choices": [{"delta": {}, "finish_reason": "stop"}]}
STREAM = b"".join(ANSWER)
LINES = "\n".join(json.dumps(part) for part in [*PARTS, LAST]).encode()
PRETTY = json.dumps(WHOLE, indent=2).encode()

ENDINGS = {
    "small-letters": b"data: [done]",
    "blanks": b"data: [ DONE ]",
    "nothing-else": b"[DONE]",
    "an-event": b"event: done\ndata: {}",
    "an-end-event": b"event: end\ndata: end",
    "a-field": b'data: {"done":true}',
    "escaped-line-ends": b"data: [DONE]\\n\\n",
}
"""Ends of an answer that has no finish reason."""
CUT = {
    "in-the-text": b'{"choices":[{"message":{"role":"assistant","content":"Hello',
    "in-the-text-behind-a-reason": b'{"choices":[{"finish_reason":"stop","message":{"content":"Hello',
    "behind-the-text": b'{"choices":[{"message":{"content":"Hello"',
    "behind-a-comma": b'{"choices":[{"message":{"content":"Hello",',
    "in-a-name": b'{"choices":[{"message":{"content":"Hello","refus',
    "behind-a-name": b'{"choices":[{"message":{"content":"Hello","refusal"',
    "behind-a-colon": b'{"choices":[{"message":{"content":"Hello","refusal":',
    "in-a-word": b'{"choices":[{"message":{"content":"Hello","refusal":nu',
    "behind-a-backslash": b'{"choices":[{"message":{"content":"Hello\\',
    "in-an-escape": b'{"choices":[{"message":{"content":"Hello\\u00',
    "on-many-lines": b'{\n"choices": [\n{\n  "message": {\n"content": "Hello',
    "in-the-second-line": LINES.partition(b"\n")[0] + b'\n{"choices":[{"delta":{"content":"lo',
    "in-an-array": b"[" + LINES.partition(b"\n")[0] + b',{"choices":[{"delta":{"content":"lo',
}
"""JSON that breaks off inside the answer."""
FIRST, *OTHERS = LINES.split(b"\n")
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}

BODIES: dict[str, Case] = {
    **{f"ends-with-{name}": Case(body=[HEL, LO, end + b"\n\n"]) for name, end in ENDINGS.items()},
    "ends-with-usage": Case(body=[HEL, LO, event({"choices": [], "usage": USAGE})], usage=(1, 2, 3)),
    **{
        f"json-cut-{where}-{size}": Case(
            body=[body[at : at + size] for at in range(0, len(body), size)],
            type="application/json",
            says=["stopped in the middle"],
        )
        for where, body in CUT.items()
        for size in (7, 1000)
    },
    **{
        f"event-cut-{where}-{size}": Case(
            body=[body[at : at + size] for at in range(0, len(body), size)], says=["stopped in the middle"]
        )
        for where, body in ((where, b"data: " + body.replace(b"\n", b"\ndata: ")) for where, body in CUT.items())
        for size in (7, 1000)
    },
    "event-cut-behind-a-bad-line": Case(
        body=[HEL, b'data: {nonsense\ndata: {"choices":[{"delta":{"content":"lo'], says=["stopped in the middle"]
    ),
    "event-cut-behind-the-end": Case(body=[HEL, LO, STOP, b'data: {"choices":[{"index":0,"delta":{},"fin']),
    "event-cut-in-the-usage": Case(body=[HEL, LO, STOP, b'data: {"choices":[],"usage":{"prompt_to']),
    "error-cut": Case(body=[HEL, LO, b'data: {"error":{"message":"rate limit rea'], says=["rate limit rea"]),
    "error-cut-without-a-name": Case(body=[HEL, LO, b'{"error":{"message":"rate limit rea'], says=["rate limit rea"]),
    "json-cut-in-the-usage": Case(body=[json.dumps(WHOLE).encode()[:-1] + b',"usage":{"prompt_to']),
    "json-cut-before-its-end": Case(body=[json.dumps(WHOLE).encode()[:-1]]),
    **{
        f"bad-line-of-json-{name}": Case(body=[b"\n".join([FIRST, bad, *OTHERS])], type="application/x-ndjson")
        for name, bad in {
            "brace": b"{oops",
            "string": b'{"a": "oops',
            "bracket": b'{"a": [1, 2',
            "closed": b"{oops}",
            "closed-twice": b"{oops}}",
            "quote": b'{"}',
            "words": b"oops",
        }.items()
    },
    "bad-first-line-of-json": Case(body=[b'{"a": "oops\n' + LINES], type="application/x-ndjson"),
    "two-objects-in-a-line": Case(body=[HEL.rstrip() + LO.removeprefix(b"data: "), *END]),
    "two-events-in-a-line": Case(body=[HEL.rstrip() + LO, *END]),
    "comma-behind-an-object": Case(body=[HEL.rstrip() + b",\n\n", LO, *END]),
    "marks-of-records": Case(body=[b"\x1e" + LINES.replace(b"\n", b"\n\x1e")]),
    "log-line-like-json": Case(body=[b"{ starting\n\n", *ANSWER]),
    "byte-order-mark-at-each-event": Case(body=[b"\xef\xbb\xbf" + part for part in ANSWER]),
    "nul-between": Case(body=[HEL, b"\0", LO, *END]),
    "event-no-error": Case(body=[b"event: no_error\n", *ANSWER]),
    "code-of-no-error": Case(body=[HEL, event({"type": "ping", "code": 1000}), LO, *END]),
    "event-over-lines": Case(
        body=[HEL, b'data: {"choices":\ndata: [{"delta":{"content":"lo"},\ndata: "x":0}]}\n\n', *END]
    ),
    "event-over-lines-whole-at-first": Case(
        body=[HEL, b'data: {"choices":[{"delta":{"content":"lo"}}\ndata: ]}\n\n', *END]
    ),
    "unknown-fields": Case(body=[b"foo: bar\nretry: 5\nid: 7\nevent: chunk\n", HEL, b"x\n", LO, *END]),
    "field-without-colon": Case(body=[b"data\n\n", HEL, b"data\n", LO, b"data\n\n", *END]),
    "comments": Case(body=[b": OPENROUTER PROCESSING\n\n", HEL, b":\n\n", LO, *END]),
    "no-space": Case(body=[STREAM.replace(b"data: ", b"data:")]),
    "cr": Case(body=[STREAM.replace(b"\n", b"\r")]),
    "crlf": Case(body=[STREAM.replace(b"\n", b"\r\n")]),
    "crlf-cut": Case(body=[part for line in STREAM.split(b"\n") for part in (line + b"\r", b"\n")]),
    "byte-order-mark": Case(body=[b"\xef\xbb", b"\xbf" + STREAM]),
    "one-line-end": Case(body=[STREAM.replace(b"\n\n", b"\n")]),
    "data-twice": Case(body=[STREAM.replace(b"data: ", b"data: data: ")]),
    "bad-line-between": Case(body=[HEL, b"data: {nonsense\n\n", b"oops\n\n", LO, *END]),
    "bad-line-one-line-end": Case(body=[HEL, b"data: {nonsense\n", LO, *END]),
    "deep-line-between": Case(body=[HEL, b'data: {"a":' + b"[" * 100_000 + b"\n\n", LO, *END]),
    "stream-as-json": Case(body=[STREAM], type="application/json"),
    "stream-as-page": Case(body=[STREAM], type="text/html"),
    "json-as-text": Case(body=[json.dumps(WHOLE).encode()], type="text/plain"),
    "json-as-stream": Case(body=[json.dumps(WHOLE).encode()]),
    "json-pretty": Case(body=[PRETTY[:40], PRETTY[40:]], type="application/json"),
    "json-after-blank-lines": Case(body=[b"\n\n", b" \r\n", PRETTY], type="application/json"),
    "json-in-small-pieces": Case(body=[PRETTY[at : at + 3] for at in range(0, len(PRETTY), 3)]),
    "json-without-reason": Case(body=[b'{"choices":[{"message":{"content":"Hello"}}]}']),
    "lines-of-json": Case(body=[LINES], type="application/x-ndjson"),
    "lines-of-json-cut": Case(body=[LINES[:60], LINES[60:]], type="application/json"),
    "json-behind-json": Case(body=[LINES.replace(b"\n", b"")]),
    "array-of-chunks": Case(body=[json.dumps([*PARTS, LAST], indent=1).encode()], type="application/json"),
    "done-without-reason": Case(body=[HEL, LO, DONE]),
    "reason-without-done": Case(body=[HEL, LO, STOP]),
    "done-bare": Case(body=[HEL, LO, STOP, b"[DONE]\n\n"]),
    "no-end-of-line": Case(body=[HEL, chunk({"content": "lo"}, "stop").rstrip()]),
}
