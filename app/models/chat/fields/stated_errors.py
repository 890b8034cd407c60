"""Recognises what is an error among the events of a stream: servers have many dresses for one."""

from app.models.chat.fields.lenient_json import (
    Fields,
    count_of,
    fields_of,
    first_of,
    lenient_json,
    list_of,
    words_of_scalar,
)

MARKS = {"error", "err", "failed", "failure", "exception", "fault"}
MARKED = ("object", "type", "status", "event")
CODES = ("code", "status", "status_code", "statusCode")
FIRST_ERROR_STATUS = 400
WORDS = ("detail", "message", "msg", "error_message", "error_msg")


def error_in(fields: Fields) -> object:
    """Return the error that an object without choices is or carries; `None` if it is not marked as one."""
    inner = first_of(fields, "error", "errors", "fault", "exception")
    if inner is not None and inner is not True:
        return body_of(inner)
    reply = fields_of(fields.get("base_resp"))  # MiniMax
    if reply is not None and reply.get("status_code"):
        return {"message": reply.get("status_msg"), "code": reply.get("status_code")}
    marked = any(words_of_scalar(fields.get(name)).lower() in MARKS for name in MARKED)
    failed = inner is True or fields.get("success") is False or "__type" in fields
    codes = [code for name in CODES if (code := count_of(fields.get(name))) is not None]
    if marked or failed or any(code >= FIRST_ERROR_STATUS for code in codes):
        return fields
    return None


def words_in(fields: Fields) -> object:
    """Return an object without choices if it says anything; a stream that ends behind it ends because of it."""
    said = first_of(fields, *WORDS)
    return fields if isinstance(said, str | list) else None


def body_of(error: object) -> object:
    """Return an error's body; servers send a list of one as well."""
    items = list_of(error)
    return items[0] if items else error


def error_body(payload: bytes) -> object:
    """Read what stands behind `error:` or in an event named so: JSON, or words."""
    value = lenient_json(payload)
    fields = fields_of(value)
    if fields:
        return error_in(fields) or fields
    if list_of(value) or words_of_scalar(value):
        return body_of(value)
    return payload.decode("utf-8", "replace")
