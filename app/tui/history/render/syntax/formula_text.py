"""A formula in TeX as Unicode, where that says exactly the same: `$E = mc^2$` is `E = mc²`.

Only characters that common fonts have. A formula with anything else, such as a fraction without a character of its own,
stays as it was written, as a whole: half a formula would be wrong.
"""

import re

MAX_CHARS = 300
"""A longer formula stays as it was written."""
MAX_DEPTH = 5
"""Of arguments in arguments: a root in an exponent."""
TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|.", re.S)
SUPERSCRIPTS = dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True))
SUBSCRIPTS = dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True))
FRACTIONS = {("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾"}
NAMED = """
alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ
sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ
Omega Ω times × cdot · div ÷ pm ± mp ∓ le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ infty ∞ sum ∑ prod ∏ int ∫
partial ∂ nabla ∇ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ emptyset ∅ forall ∀ exists ∃ neg ¬ land ∧ lor ∨ to →
rightarrow → leftarrow ← Rightarrow ⇒ Leftrightarrow ⇔ iff ⇔ mapsto ↦ ldots … dots … cdots … circ ∘ propto ∝ angle ∠
perp ⊥ parallel ∥ lbrace { rbrace }
"""
"""Commands, each with its character."""
WORDS = NAMED.split()
COMMANDS = {**dict(zip(WORDS[::2], WORDS[1::2], strict=True)), "quad": "  ", "left": "", "right": ""}
ESCAPED = {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "{": "{", "}": "}", "%": "%", "$": "$", "#": "#", "_": "_"}
NAMES = {"sin", "cos", "tan", "log", "ln", "exp", "min", "max", "lim", "det", "gcd", "mod"}
UPRIGHT = {"text", "mathrm", "operatorname"}
MARKS = re.compile(r"[\\^_=+<>]")
"""What a price or a variable of the shell between dollars does not have."""


class Inexact(Exception):
    """The formula cannot be said in Unicode."""


def formula_text(source: str, begin: int, end: int) -> str:
    """Return the formula between two places of a text, in Unicode if that is exact."""
    formula = source[begin:end]
    mark = 1 if formula.startswith("$") and not formula.startswith("$$") else 2
    inside = formula[mark:-mark].strip()
    if len(inside) > MAX_CHARS or "\n" in inside or (mark == 1 and not is_mathematical(source, begin, end, inside)):
        return formula
    try:
        return " ".join("".join(Reader(inside).read_all()).split()) or formula
    except Inexact:
        return formula


def is_mathematical(source: str, begin: int, end: int, inside: str) -> bool:
    """Whether what stands between two single dollars is a formula beyond doubt: `$a$b` may be of a shell."""
    neighbours = source[max(0, begin - 1) : begin] + source[end : end + 1]
    stands_alone = not any(char.isalnum() or char in "$_{/" for char in neighbours)
    return stands_alone and (len(inside) == 1 or bool(MARKS.search(inside)))


class Reader:
    """Reads the tokens of a formula. Its methods raise `Inexact`."""

    def __init__(self, formula: str) -> None:
        self._tokens = TOKEN.findall(formula)
        self._at = 0
        self._depth = 0

    def read_all(self) -> list[str]:
        """Return the whole formula, in pieces."""
        pieces: list[str] = []
        while self._at < len(self._tokens):
            pieces.append(self._read())
        return pieces

    def _take(self) -> str:
        if self._at == len(self._tokens):
            raise Inexact
        self._at += 1
        return self._tokens[self._at - 1]

    def _read(self) -> str:
        """Read one token with what belongs to it."""
        token = self._take()
        match token:
            case "^":
                return self._read_script(SUPERSCRIPTS)
            case "_":
                return self._read_script(SUBSCRIPTS)
            case "{":
                return self._read_group()
            case "}" | "&" | "~" | "$" | "#" | "%":
                raise Inexact
            case _ if token.startswith("\\"):
                return self._read_command(token[1:])
            case _:
                return token

    def _read_group(self) -> str:
        """Read the rest of `{…}`."""
        pieces: list[str] = []
        while self._at < len(self._tokens) and self._tokens[self._at] != "}":
            if self._tokens[self._at] == "{":
                raise Inexact  # groups in groups are not worth a limit of their depth
            pieces.append(self._read())
        self._take()
        return "".join(pieces)

    def _read_argument(self) -> str:
        """Read a group, or one token."""
        while self._at < len(self._tokens) and self._tokens[self._at] == " ":
            self._at += 1
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Inexact
        argument = self._read()
        self._depth -= 1
        return argument

    def _read_script(self, characters: dict[str, str]) -> str:
        argument = self._read_argument()
        if not argument or not all(char in characters for char in argument):
            raise Inexact
        return "".join(characters[char] for char in argument)

    def _read_command(self, name: str) -> str:
        if name in COMMANDS:
            return COMMANDS[name]
        if name in ESCAPED:
            return ESCAPED[name]
        if name in NAMES:
            return name
        if name in UPRIGHT:
            return self._read_argument()
        if name == "frac":
            fraction = FRACTIONS.get((self._read_argument(), self._read_argument()))
            if fraction:
                return fraction
        if name == "sqrt" and len(root := self._read_argument()) == 1:
            return f"√{root}"
        raise Inexact
