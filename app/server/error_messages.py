"""The API's own refusals in its own words: what `faults` finds and what `reading` and `border` turn away.

Each function makes one `RequestError`. `path` is the parameter as the API writes it, such as `tools[0].function.name`.
Sources: error bodies of the service, reported by its users, and the Assistants API reference. Programs match on the
texts and codes, so neither changes.
"""

from collections.abc import Sequence

from app.api.errors import RequestError

SHOWN = 200
"""Characters of a caller's own value that an answer repeats."""


def missing(path: str) -> RequestError:
    """A required field that is absent."""
    return RequestError(f"Missing required parameter: '{path}'.", param=path, code="missing_required_parameter")


def unknown(path: str) -> RequestError:
    """A field that the API does not have."""
    return RequestError(f"Unknown parameter: '{shown(path)}'.", param=shown(path), code="unknown_parameter")


def unsupported(path: str, reason: str) -> RequestError:
    """A field of the API that nothing here serves."""
    return RequestError(
        f"Unsupported parameter: '{path}' is not supported: {reason}.", param=path, code="unsupported_parameter"
    )


def wrong_type(path: str, expected: str, value: object) -> RequestError:
    """A value of another JSON type; `expected` is such as `a string`."""
    place = f" for '{path}'" if path else ""
    return RequestError(
        f"Invalid type{place}: expected {expected}, but got {kind(value)} instead.",
        param=path or None,
        code="invalid_type",
    )


def not_among(path: str, values: Sequence[str], value: str) -> RequestError:
    """A string outside an enumeration."""
    one = f"Value must be '{values[0]}'." if len(values) == 1 else f"Supported values are: {listed(values, 'and')}."
    return RequestError(f"Invalid value: '{shown(value)}'. {one}", param=path, code="invalid_value")


def long_string(path: str, maximum: int, length: int) -> RequestError:
    """A string over its maximum; lengths in characters."""
    return RequestError(
        f"Invalid '{path}': string too long. Expected a string with maximum length {maximum}, "
        f"but got a string with length {length} instead.",
        param=path,
        code="string_above_max_length",
    )


def empty_string(path: str) -> RequestError:
    """An empty string where one character is the least."""
    return RequestError(
        f"Invalid '{path}': empty string. Expected a string with minimum length 1, but got an empty string instead.",
        param=path,
        code="empty_string",
    )


def unmatched(path: str, pattern: str) -> RequestError:
    """A string that its pattern refuses; shown as the API writes it, where `$` is the very end."""
    shown_pattern = pattern.replace(r"\Z", "$")
    return RequestError(
        f"Invalid '{path}': string does not match pattern. Expected a string that matches the pattern "
        f"'{shown_pattern}'.",
        param=path,
        code="invalid_value",
    )


def low_number(path: str, word: str, minimum: int | float, value: object) -> RequestError:
    """A number under its minimum; `word` is `integer` or `decimal`."""
    return RequestError(
        f"Invalid '{path}': {word} below minimum value. Expected a value >= {minimum}, but got {value} instead.",
        param=path,
        code=f"{word}_below_min_value",
    )


def high_number(path: str, word: str, maximum: int | float, value: object) -> RequestError:
    """A number over its maximum; `word` is `integer` or `decimal`."""
    return RequestError(
        f"Invalid '{path}': {word} above maximum value. Expected a value <= {maximum}, "
        f"but got {shown(str(value))} instead.",
        param=path,
        code=f"{word}_above_max_value",
    )


def long_array(path: str, maximum: int, length: int) -> RequestError:
    """An array with too many items."""
    return RequestError(
        f"Invalid '{path}': array too long. Expected an array with maximum length {maximum}, "
        f"but got an array with length {length} instead.",
        param=path,
        code="array_above_max_length",
    )


def empty_array(path: str) -> RequestError:
    """An empty array where one item is the least."""
    return RequestError(
        f"Invalid '{path}': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        param=path,
        code="empty_array",
    )


def many_properties(path: str, maximum: int, count: int) -> RequestError:
    """An object with too many pairs."""
    return RequestError(
        f"Invalid '{path}': too many properties. Expected an object with at most {maximum} properties, "
        f"but got an object with {count} properties instead.",
        param=path,
        code="object_above_max_properties",
    )


def long_key(path: str, key: str, maximum: int) -> RequestError:
    """A key over its maximum."""
    return RequestError(
        f"Invalid property name in '{path}': '{shown(key)}' is too long. Expected a property name with maximum "
        f"length {maximum}, but got one with length {len(key)} instead.",
        param=path,
        code="property_name_above_max_length",
    )


def null_character(path: str) -> RequestError:
    """A NUL character, which databases refuse."""
    return RequestError(
        f"Invalid '{shown(path)}': the null character is not allowed in a string.",
        param=shown(path),
        code="invalid_value",
    )


def deep(maximum: int) -> RequestError:
    """A body nested deeper than anything can be that means something."""
    return RequestError(f"Invalid body: nested too deeply. At most {maximum} levels are allowed.", code="invalid_value")


def crowded(maximum: int) -> RequestError:
    """A body of more values than anything can have that means something."""
    return RequestError(f"Invalid body: too many values. At most {maximum} are allowed.", code="invalid_value")


def not_json(reason: str) -> RequestError:
    """A body that is not JSON, or not UTF-8."""
    return RequestError(f"We could not parse the JSON body of your request. ({reason})")


def large_body(maximum: int) -> RequestError:
    """A body over the limit, in bytes."""
    return RequestError(f"Request body too large. At most {maximum} bytes are allowed.", status=413)


def kind(value: object) -> str:
    """The JSON type of a decoded value, with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int():
            return "an integer"
        case float():
            return "a decimal number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"


def listed(values: Sequence[str], word: str) -> str:
    """`'a'`, `'a' and 'b'`, `'a', 'b', and 'c'`."""
    quoted = [f"'{value}'" for value in values]
    if len(quoted) < 3:
        return f" {word} ".join(quoted)
    return f"{', '.join(quoted[:-1])}, {word} {quoted[-1]}"


def shown(text: str) -> str:
    """The text, cut where an answer would repeat too much of it."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
