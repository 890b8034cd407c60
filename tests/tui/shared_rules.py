"""The rules of the stylesheets, parsed once for all apps of a process: a quarter of what the start of one computes.

Each app keeps what it has parsed, but no app has it of another. The rules are only read, and those of other variables
(another theme) are others.
"""

from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation


def share_rules() -> None:
    """Let all stylesheets of this process parse the same source once."""
    parse = Stylesheet._parse_rules  # pyright: ignore[reportPrivateUsage] - nothing public parses one source
    parsed: dict[tuple[object, ...], list[RuleSet]] = {}

    def parse_once(
        self: Stylesheet,
        css: str,
        read_from: CSSLocation,
        is_default_rules: bool = False,
        tie_breaker: int = 0,
        scope: str = "",
    ) -> list[RuleSet]:
        variables = frozenset(self._variables.items())  # pyright: ignore[reportPrivateUsage] - nothing public has them
        key = (variables, css, read_from, is_default_rules, tie_breaker, scope)
        if key not in parsed:
            parsed[key] = parse(self, css, read_from, is_default_rules, tie_breaker, scope)
        return parsed[key]

    Stylesheet._parse_rules = parse_once  # pyright: ignore[reportPrivateUsage] - as above
