"""Adjusts the colours of a theme so that text and borders can be seen on its backgrounds.

Contrast as WCAG 2.2 defines it: at least 4.5 for text, 3 for dim text and for the edges of panes. Several of Textual's
themes are below that (Textual 8.2.8: the unfocused border of textual-dark has 1.1).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from textual.color import BLACK, WHITE, Color

TEXT_RATIO, EDGE_RATIO = 4.5, 3.0
SPARE_RATIO = 0.5
"""Themes shade text a little further, for example in code."""
BACKGROUNDS = ("background", "surface", "panel")
TEXTS = (
    "text-primary",
    "text-secondary",
    "text-accent",
    "text-success",
    "text-warning",
    "text-error",
    "foreground",
)
EDGES = ("border", "border-blurred", "primary", "secondary", "accent", "success", "warning", "error")
CURSOR_TEXT, CURSOR = "block-cursor-foreground", "block-cursor-background"
AUTOMATIC = "auto "
"""Textual's black or white, by a measure of its own, and with some of the background in it."""
STEPS = 20
"""A colour is moved towards black or white in so many steps."""


def with_contrast(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a theme with the colours that were too close to its backgrounds adjusted."""
    adjusted = dict(variables)
    grounds = [Color.parse(variables[name]) for name in BACKGROUNDS]
    for name in TEXTS:
        adjusted[name] = _move(variables[name], grounds, TEXT_RATIO + SPARE_RATIO)
    for name in EDGES:
        adjusted[name] = _move(variables[name], grounds[:2], EDGE_RATIO)
    adjusted[CURSOR_TEXT] = _find_cursor_text(variables[CURSOR_TEXT], Color.parse(adjusted[CURSOR]))
    return adjusted


def contrast_ratio(one: Color, other: Color) -> float:
    """Return the contrast of two opaque colours, from 1 to 21."""
    darker, lighter = sorted((_find_luminance(one.rgb), _find_luminance(other.rgb)))
    return (lighter + 0.05) / (darker + 0.05)


def _move(text: str, grounds: Sequence[Color], ratio: float) -> str:
    """Return the colour, moved away from the backgrounds as far as it takes for this contrast on each of them."""
    colour = Color.parse(text)
    target = grounds[0].get_contrast_text(1.0)
    for step in range(STEPS + 1):
        moved = colour.blend(target, step / STEPS)
        if min(contrast_ratio(ground + moved, ground) for ground in grounds) >= ratio:
            return moved.hex if step else text
    return target.hex


def _find_cursor_text(text: str, cursor: Color) -> str:
    """Return this colour if it can be read on the cursor, else the better one of black and white."""
    if not text.startswith(AUTOMATIC) and contrast_ratio(cursor + Color.parse(text), cursor) >= TEXT_RATIO:
        return text
    black_is_better = contrast_ratio(BLACK, cursor) > contrast_ratio(WHITE, cursor)
    return (BLACK if black_is_better else WHITE).hex


@lru_cache(512)
def _find_luminance(rgb: tuple[int, int, int]) -> float:
    red, green, blue = map(_make_linear, rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _make_linear(value: int) -> float:
    """Return a channel of sRGB, 0 to 255, as light, 0 to 1."""
    part = value / 255
    if part <= 0.04045:
        return part / 12.92
    return ((part + 0.055) / 1.055) ** 2.4
