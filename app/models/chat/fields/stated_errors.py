"""Recognises what is an error among the events of a stream: servers have many forms for one."""

from app.models.chat.fields.lenient_json import (
    Fields,
    count_of,
    fields_of,
    first_of,
    lenient_json,
    list_of,
    words_of_scalar,
)
from app.models.error_words import WORDS

MARKS = {"error", "err", "failed", "failure", "exception", "fault"}
MARKED = ("object", "type", "status", "event")
CODES = ("code", "status", "status_code", "statuscode")
ERROR_STATUSES = range(400, 600)
"""Other numbers are the server's own, and some are of no error."""
ERROR_FIELDS = ("error", "errors", "fault", "exception", "errormessage")
NUMBERS_OF_ERRORS = ("error_code", "errcode", "errorcode")
"""Baidu, WeChat and others: 0 stands for none."""
INNER = ("response", "data", "result", "choices", "delta")
"""What an error may stand in, when the object itself does not say that it is one."""


def error_in(fields: Fields) -> object:
    """Return the error that an object without choices is or carries; `None` if it is not marked as one."""
    fields = {name.lower(): value for name, value in fields.items()}  # .NET and Azure: `Error`, `Message`
    inner = first_of(fields, *ERROR_FIELDS)
    if inner is not None and not isinstance(inner, bool | int | float):
        return body_of(inner)
    reply = fields_of(fields.get("base_resp"))  # MiniMax
    if reply is not None and reply.get("status_code"):
        return {"message": reply.get("status_msg"), "code": reply.get("status_code")}
    marked = any(words_of_scalar(fields.get(name)).lower() in MARKS for name in MARKED)
    failed = bool(inner) or fields.get("success") is False or "__type" in fields
    failed = failed or any(fields.get(name) for name in NUMBERS_OF_ERRORS)
    codes = [code for name in CODES if (code := count_of(fields.get(name))) is not None]
    if marked or failed or (first_of(fields, *WORDS) and any(code in ERROR_STATUSES for code in codes)):
        return fields
    return next((error for name in INNER if (error := stated_in(fields.get(name))) is not None), None)


def stated_in(value: object) -> object:
    """Return the error in an object that is a part of a chunk, if it has one under one of the names for it."""
    inner = first_of(fields_of(value) or {}, "error", "errors")
    return None if inner is None or isinstance(inner, bool | int | float) else body_of(inner)


def is_said(error: object) -> bool:
    """Whether what stands beside a choice is an error, and no empty form of one: `{"code": 0, "message": ""}`."""
    fields = fields_of(error)
    return bool(error) if fields is None else any(fields.values())


def words_in(fields: Fields) -> object:
    """Return an object without choices if it says anything; a stream that ends behind it ends because of it."""
    said = first_of({name.lower(): value for name, value in fields.items()}, *WORDS)
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
