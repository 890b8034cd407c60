"""Formulas in TeX: as Unicode where that is exact, else as they were written."""

import pytest

from tests.requirements import requirement
from tests.tui.history.stage import replied, stage

EXACT = {
    r"$E = mc^2$": "E = mc²",
    r"\(\frac{1}{3}x^3 + C\)": "⅓x³ + C",
    r"\[a^{2} + b^{2} = c^{2}\]": "a² + b² = c²",
    r"$$\int x^2\,dx$$": "∫ x² dx",
    r"$n$": "n",
    r"$x_1 \le x_{10}$": "x₁ ≤ x₁₀",
    r"$10^{-3}$": "10⁻³",
    r"$\alpha \to \infty$": "α → ∞",
    r"$\left(3 \text{ km}\right) \ne \{2\}$": "(3 km) ≠ {2}",
    r"$O(n \log n)$, $\sqrt{2}$": "O(n log n), √2",
}
AS_WRITTEN = (
    r"$\frac{a}{b}$",
    r"$x_i + 1$",
    r"$\sqrt{x+1}$",
    r"$x^{y^2}$",
    r"\(\mathbb{R}^n\)",
    r"$$\begin{cases} a & b \\ c \end{cases}$$",
    r"$x^{2$",
    r"$2^$",
    r"$x^}$",
    r"$" + "^" * 299 + "$",
    r"$$" + "{" * 299 + "$$",
    r"$$" + "x^2 " * 100 + "$$",
    "$5 and $6, US$3–$4",
    "echo $HOME$",
    "echo $a^$b, ${x}_$y",
    "it costs $5=$6",
)


@requirement("markdown.formulas")
@pytest.mark.parametrize("formula", EXACT)
async def test_what_unicode_says_exactly_is_shown_in_it(formula: str) -> None:
    async with stage() as s:
        await s.show([replied(f"So {formula}.")])
        assert f"So {EXACT[formula]}." in s.rows()


@requirement("markdown.formulas")
@pytest.mark.parametrize("formula", AS_WRITTEN, ids=lambda text: text[:12])
async def test_anything_else_stays_as_it_was_written(formula: str) -> None:
    async with stage() as s:
        await s.show([replied(f"So {formula}.")])
        shown = "".join("".join(s.rows()).split())
        assert "".join(f"So {formula}.".split()) in shown


@requirement("markdown.formulas")
async def test_a_copy_has_the_source() -> None:
    async with stage() as s:
        await s.show([replied(r"So $x^2$.")])
        await s.pilot.press("y")
        assert s.app.clipboard == r"So $x^2$."
