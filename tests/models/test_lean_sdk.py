"""What importing the SDK imports in a fresh interpreter; and that it still works as a whole."""

import subprocess
import sys

import pytest

from tests.requirements import requirement

MODELS = "from app.models.calls.callers import import_chat_completions; import_chat_completions()"
REMOTE = "from app.openai_sdk.lean_import import lean_sdk\nwith lean_sdk(): import app.remote.server_client"
LEAN = """
import sys
whole = sorted({"openai.types.batch", "openai.types.responses.response"} & set(sys.modules))
assert not whole, f"{whole} came along: does the SDK ask its types for a name while it is imported?"
assert not any(type(one).__name__ == "LateFinder" for one in sys.meta_path)
"""
WHOLE = """
import openai
from openai.types import *
from openai.types.responses import Response, tool_param
import openai.types.responses.response as leaf
assert Response is leaf.Response and tool_param is sys.modules["openai.types.responses.tool_param"]
assert openai.types.Batch is sys.modules["openai.types.batch"].Batch is Batch
try:
    openai.types.responses.nothing
except AttributeError as error:
    assert str(error) == "module 'openai.types.responses' has no attribute 'nothing'"
else:
    raise AssertionError
client = openai.OpenAI(api_key="x")
assert client.responses and client.beta.threads
"""


@requirement("models.lean-sdk")
@pytest.mark.parametrize("program", [MODELS, REMOTE])
def test_the_sdk_comes_without_the_types_of_other_calls_and_brings_them_when_asked(program: str) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", program + LEAN + WHOLE], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
