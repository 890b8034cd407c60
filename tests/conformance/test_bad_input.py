"""Generated requests over all operations get answers of the API, whatever is in them."""

import json
import logging
from collections import Counter
from pathlib import Path

import pytest

from tests.conformance.bad_input.generating import Generated
from tests.conformance.bad_input.sending import TRACES, KeptLog, Sent, judge, send_generated
from tests.requirements import requirement

COUNT = 500
SEED = 20_260_826
REFUSAL = {"message": "No.", "type": "invalid_request_error", "param": None, "code": None}
ERROR = {"error": REFUSAL}
REQUEST = Generated("GET", "/threads", b"", {})


@requirement("conformance.bad-input")
async def test_no_request_is_a_failure_of_the_server(tmp_path: Path) -> None:
    sent = await send_generated(tmp_path, COUNT, SEED)
    assert sent.faults == []
    assert sum(sent.statuses.values()) >= COUNT
    assert sent.statuses[200] > COUNT // 5
    assert sent.statuses[400] > COUNT // 20


@requirement("conformance.bad-input")
@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, json.dumps(ERROR)),
        (400, json.dumps({"error": {**REFUSAL, "message": "Traceback (most recent call last)"}})),
        (404, "Not Found"),
        (400, json.dumps({"detail": "Bad request"})),
        (503, ""),
    ],
)
def test_what_must_not_be_answered_is_noted(status: int, text: str) -> None:
    sent = Sent(Counter(), [])
    judge(REQUEST, 400, json.dumps(ERROR), sent)
    judge(REQUEST, 200, "Traceback is a word of the caller here", sent)
    assert sent.faults == []
    judge(REQUEST, status, text, sent)
    assert sent.faults


@requirement("conformance.bad-input")
def test_a_trace_in_the_log_is_kept() -> None:
    log = KeptLog()
    record = logging.LogRecord("app", logging.ERROR, "", 1, "GET / failed", None, None)
    try:
        raise ValueError("of a test")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    log.handle(record)
    assert any(trace in log.lines[0] for trace in TRACES)
