"""What model servers really send, by case, and the right value of each.

    http://HOST/CASE/v1/chat/completions

of `tests.fake_model` plays the case, in process and as a program. Beside each case stand others of its kind.
"""

from tests.model_cases.bodies import BODIES
from tests.model_cases.calls import CALLS
from tests.model_cases.case import Case
from tests.model_cases.errors import ERRORS
from tests.model_cases.fields import FIELDS
from tests.model_cases.plays import PLAYS
from tests.model_cases.reasoning import REASONING

CASES: dict[str, Case] = {**FIELDS, **BODIES, **ERRORS, **REASONING, **CALLS}

__all__ = ["CASES", "PLAYS", "Case"]
