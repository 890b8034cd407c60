"""Fragments of calls as servers number, name and repeat them."""

import json

from tests.model_cases.case import DONE, Case, Json, chunk


def part(arguments: object = None, name: str | None = None, **more: object) -> Json:
    """Make a fragment; what is `None` is left out."""
    function = {"name": name, "arguments": arguments}
    return {**more, "function": {field: value for field, value in function.items() if value is not None}}


ROME, OSLO = '{"city": "Rome"}', '{"city": "Oslo"}'
ONE = [("weather", ROME)]
BOTH = [("weather", ROME), ("weather", OSLO)]


def calls(expected: list[tuple[str, str]], *parts: Json) -> Case:
    """Fragments, each in a chunk, and the calls that they make."""
    body = [chunk({"tool_calls": [fragment]}) for fragment in parts]
    return Case(body=[*body, chunk({}, "tool_calls"), DONE], text="", calls=expected)


def grown(*texts: str, **more: object) -> list[Json]:
    """Fragments of one call whose arguments these are."""
    return [part(text, "weather" if text is texts[0] else None, index=0, **more) for text in texts]


CALLS: dict[str, Case] = {
    "call-new-id-each": calls(
        ONE,
        part("", "weather", index=0, id="a"),
        part('{"city"', index=0, id="b"),
        part(': "Ro', index=0, id="c"),
        part('me"}', index=0, id="d"),
    ),
    "call-new-id-and-name-each": calls(
        ONE, part('{"city"', "weather", index=0, id="a"), part(': "Rome"}', "weather", index=0, id="b")
    ),
    "call-new-id-of-another": calls(
        BOTH, part(ROME, "weather", index=0, id="a"), part(OSLO, "weather", index=0, id="b")
    ),
    "call-index-grows-with-id": calls(
        ONE, part("", "weather", index=0, id="a"), part('{"city"', index=1, id="a"), part(': "Rome"}', index=2, id="a")
    ),
    "call-index-grows-without-id": calls(
        ONE, part('{"ci', "weather", index=0, id="a"), part('ty": "Ro', index=1), part('me"}', index=2)
    ),
    "call-no-id-all-0": calls(BOTH, part(ROME, "weather", index=0, id=""), part(OSLO, "weather", index=0, id="")),
    "call-no-id-all-0-alike": calls([ONE[0]] * 2, *[part(ROME, "weather", index=0, id="")] * 2),
    "call-no-id-all-0-in-parts": calls(
        BOTH,
        part("", "weather", index=0),
        part(ROME, index=0),
        part("", "weather", index=0),
        part('{"city": ', index=0),
        part('"Oslo"}', index=0),
    ),
    "call-no-id-name-each": calls(ONE, part('{"city": ', "weather", index=0), part('"Rome"}', "weather", index=0)),
    "call-no-index-name-each": calls(ONE, part('{"city": ', "weather"), part('"Rome"}', "weather")),
    "call-again": calls(ONE, *grown('{"city": ', '"Rome"}', id="a"), part(ROME, "weather", index=0, id="a")),
    "call-again-without-index": calls(ONE, *grown('{"city": ', '"Rome"}', id="a"), part(ROME, "weather", id="a")),
    "call-again-spaced": calls(ONE, *grown(ROME, id="a"), part(ROME.replace(" ", ""), "weather", index=0, id="a")),
    "call-again-object": calls(ONE, *grown(ROME, id="a"), part({"city": "Rome"}, "weather", index=0, id="a")),
    "call-again-both": calls(
        BOTH,
        *(part(text, "weather", index=0, id=id) for _ in range(2) for id, text in (("a", ROME), ("b", OSLO))),
    ),
    "call-again-both-without-ids": calls(
        BOTH, *(part(text, "weather", index=index) for _ in range(2) for index, text in enumerate((ROME, OSLO)))
    ),
    "call-cumulative": calls(ONE, *grown('{"', '{"city": ', '{"city": "Rome', ROME, ROME)),
    "call-cumulative-from-a-bracket": calls(ONE, *grown("{", '{"city": ', ROME)),
    "call-nested-alike": calls([("weather", '{"a":{"a":1}}')], *grown('{"a":', '{"a":1}}')),
    "call-text-alike": calls([("weather", '{"a{":1}')], *grown('{"a', '{":1}')),
    "call-escaped": calls([("weather", '{"a":"\\"}{"}')], *grown('{"a":"\\', '"}{"}')),
    "call-begins-empty": calls(ONE, *grown("{}", '{"city": ', '"Rome"}', id="a")),
    "call-only-empty": calls([("weather", "{}")] * 2, *[part("{}", "weather", index=0, id="")] * 2),
    "call-arguments-first": calls(
        ONE, part('{"city": ', index=0, id="a"), part('"Rome"}', index=0), part(None, "weather", index=0)
    ),
    "call-arguments-first-both": calls(
        BOTH,
        part(ROME, index=0, id="a"),
        part("", "weather", index=0),
        part(OSLO, index=1, id="b"),
        part("", "weather", index=1),
    ),
    **{
        f"call-of-nothing-{name}": calls([("now", "{}")], part(text, "now", index=0, id="a"))
        for name, text in (("null", "null"), ("none", "None"), ("quotes", '""'), ("list", "[]"))
    },
    "call-of-nothing-blank": calls([("now", "")], part(" \n", "now", index=0, id="a")),
    "call-begins-with-null": calls(ONE, part("null", "weather", index=0, id="a"), part(ROME, index=0)),
    "call-begins-with-a-blank": calls(ONE, part(" ", "weather", index=0, id="a"), part(ROME, index=0)),
    "call-text-in-text": calls(ONE, part(json.dumps(ROME), "weather", index=0, id="a")),
    "call-text-in-text-in-parts": calls(
        ONE, *(part(piece, "weather" if piece == '"' else None, index=0) for piece in ('"', *json.dumps(ROME)[1:]))
    ),
    "call-text-that-is-no-object": calls([("weather", '"Rome"')], part('"Rome"', "weather", index=0, id="a")),
    "call-in-a-fence": calls(ONE, part(f"```json\n{ROME}", "weather", index=0, id="a"), part("\n```", index=0)),
    "call-parameters": calls(
        [("weather", '{"city":"Rome"}')], {"index": 0, "function": {"name": "weather", "parameters": {"city": "Rome"}}}
    ),
    "call-input": calls([("weather", '{"city":"Rome"}')], {"index": 0, "name": "weather", "input": {"city": "Rome"}}),
    "call-list-as-text": Case(
        body=[chunk({"tool_calls": json.dumps([part(ROME, "weather", id="a")])}), chunk({}, "tool_calls"), DONE],
        text="",
        calls=ONE,
    ),
}
