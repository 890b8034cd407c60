"""The errors of a malformed request, in the API's own words.

Each function makes one `RequestError`. `path` is the parameter as the API writes it, such as `tools[0].function.name`.
Sources: error bodies of OpenAI's service, reported by its users, and the Assistants API reference. Programs match the
texts and codes, so neither may change.
"""

from collections.abc import Sequence

from app.api.errors import RequestError

MAX_QUOTED_CHARS = 200
"""How much of a caller's own value an error message repeats."""


def missing_parameter(path: str) -> RequestError:
    """A required field that is absent."""
    return RequestError(f"Missing required parameter: '{path}'.", param=path, code="missing_required_parameter")


def unknown_parameter(path: str) -> RequestError:
    """A field that the API does not have."""
    return RequestError(f"Unknown parameter: '{shortened(path)}'.", param=shortened(path), code="unknown_parameter")


def unsupported_parameter(path: str, reason: str) -> RequestError:
    """A field of the API that this server does not support."""
    return RequestError(
        f"Unsupported parameter: '{path}' is not supported: {reason}.", param=path, code="unsupported_parameter"
    )


def wrong_type(path: str, expected: str, value: object) -> RequestError:
    """A value of the wrong JSON type. `expected` has an article: `a string`."""
    place = ""
    if path:
        place = f" for '{path}'"
    return RequestError(
        f"Invalid type{place}: expected {expected}, but got {json_type(value)} instead.",
        param=path or None,
        code="invalid_type",
    )


def value_not_allowed(path: str, values: Sequence[str], value: str) -> RequestError:
    """A string outside an enumeration."""
    if len(values) == 1:
        allowed = f"Value must be '{values[0]}'."
    else:
        allowed = f"Supported values are: {quoted_list(values, 'and')}."
    return RequestError(f"Invalid value: '{shortened(value)}'. {allowed}", param=path, code="invalid_value")


def string_too_long(path: str, maximum: int, length: int) -> RequestError:
    """A string over its maximum length, in characters."""
    return RequestError(
        f"Invalid '{path}': string too long. Expected a string with maximum length {maximum}, "
        f"but got a string with length {length} instead.",
        param=path,
        code="string_above_max_length",
    )


def string_empty(path: str) -> RequestError:
    """An empty string where at least one character is required."""
    return RequestError(
        f"Invalid '{path}': empty string. Expected a string with minimum length 1, but got an empty string instead.",
        param=path,
        code="empty_string",
    )


def pattern_mismatch(path: str, pattern: str) -> RequestError:
    """A string that does not match its pattern. The API writes `$` for the very end, which Python writes as `\\Z`."""
    api_pattern = pattern.replace(r"\Z", "$")
    return RequestError(
        f"Invalid '{path}': string does not match pattern. Expected a string that matches the pattern '{api_pattern}'.",
        param=path,
        code="invalid_value",
    )


def number_too_low(path: str, word: str, minimum: int | float, value: object) -> RequestError:
    """A number under its minimum; `word` is `integer` or `decimal`."""
    return RequestError(
        f"Invalid '{path}': {word} below minimum value. Expected a value >= {minimum}, but got {value} instead.",
        param=path,
        code=f"{word}_below_min_value",
    )


def number_too_high(path: str, word: str, maximum: int | float, value: object) -> RequestError:
    """A number over its maximum; `word` is `integer` or `decimal`."""
    return RequestError(
        f"Invalid '{path}': {word} above maximum value. Expected a value <= {maximum}, "
        f"but got {shortened(str(value))} instead.",
        param=path,
        code=f"{word}_above_max_value",
    )


def array_too_long(path: str, maximum: int, length: int) -> RequestError:
    """An array with more items than its maximum."""
    return RequestError(
        f"Invalid '{path}': array too long. Expected an array with maximum length {maximum}, "
        f"but got an array with length {length} instead.",
        param=path,
        code="array_above_max_length",
    )


def array_empty(path: str) -> RequestError:
    """An empty array where at least one item is required."""
    return RequestError(
        f"Invalid '{path}': empty array. Expected an array with minimum length 1, but got an empty array instead.",
        param=path,
        code="empty_array",
    )


def too_many_properties(path: str, maximum: int, count: int) -> RequestError:
    """An object with more properties than its maximum."""
    return RequestError(
        f"Invalid '{path}': too many properties. Expected an object with at most {maximum} properties, "
        f"but got an object with {count} properties instead.",
        param=path,
        code="object_above_max_properties",
    )


def key_too_long(path: str, key: str, maximum: int) -> RequestError:
    """A property name over its maximum length, in characters."""
    return RequestError(
        f"Invalid property name in '{path}': '{shortened(key)}' is too long. Expected a property name with maximum "
        f"length {maximum}, but got one with length {len(key)} instead.",
        param=path,
        code="property_name_above_max_length",
    )


def null_character(path: str) -> RequestError:
    """A NUL character, which databases reject."""
    return RequestError(
        f"Invalid '{shortened(path)}': the null character is not allowed in a string.",
        param=shortened(path),
        code="invalid_value",
    )


def nested_too_deeply(maximum: int) -> RequestError:
    """A body nested deeper than the limit, which no meaningful request reaches."""
    return RequestError(f"Invalid body: nested too deeply. At most {maximum} levels are allowed.", code="invalid_value")


def too_many_values(maximum: int) -> RequestError:
    """A body with more values than the limit, which no meaningful request reaches."""
    return RequestError(f"Invalid body: too many values. At most {maximum} are allowed.", code="invalid_value")


def not_json(reason: str) -> RequestError:
    """A body that is not JSON, or not UTF-8."""
    return RequestError(f"We could not parse the JSON body of your request. ({reason})")


def body_too_large(maximum: int) -> RequestError:
    """A body over the size limit, in bytes."""
    return RequestError(f"Request body too large. At most {maximum} bytes are allowed.", status=413)


def file_too_large(maximum: int) -> RequestError:
    """A file over the size limit, in bytes."""
    return RequestError(f"File too large. At most {maximum} bytes are allowed.", param="file", status=413)


def json_type(value: object) -> str:
    """Name the JSON type of a decoded value, with its article."""
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


def quoted_list(values: Sequence[str], word: str) -> str:
    """Write values as `'a'`, `'a' and 'b'`, or `'a', 'b', and 'c'`."""
    quoted = [f"'{value}'" for value in values]
    if len(quoted) < 3:
        return f" {word} ".join(quoted)
    return f"{', '.join(quoted[:-1])}, {word} {quoted[-1]}"


def shortened(text: str) -> str:
    """Shorten a text that an error message quotes."""
    if len(text) <= MAX_QUOTED_CHARS:
        return text
    return f"{text[:MAX_QUOTED_CHARS]}…"
