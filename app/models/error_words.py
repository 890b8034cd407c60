"""The names under which servers put the words of an error, in lower case: compare them without regard to case."""

WORDS = (
    "message",
    "detail",
    "msg",
    "error_message",
    "error_msg",
    "errormessage",
    "errmsg",
    "faultstring",
    "status_msg",
    "description",
    "error_description",
    "reason",
    "title",
)
"""FastAPI servers say `detail`, Chinese ones `msg` or `errmsg`, gateways `faultstring`."""
