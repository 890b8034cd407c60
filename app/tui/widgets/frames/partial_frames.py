"""Paints in each frame only the rows and widgets that changed.

Textual asks every widget on the screen for all its rows, whatever changed, and drops those that are not needed (8.2.8):
a blink of the cursor asks for as many rows as a new page does. That is most of what a key or a spinner costs.
"""

from collections.abc import Iterable, Sequence

from textual._compositor import ChopsUpdate, Compositor  # there is no public name
from textual.geometry import Region
from textual.strip import Strip


class PartialFrames(Compositor):
    """Textual's compositor of a screen. A screen takes it in its `__init__`, in place of its own."""

    _changed: Sequence[Region] = ()
    """The cells that changed, while a frame of these is painted; empty while the whole screen is."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """Paint the cells that changed."""
        self._changed = tuple(self._dirty_regions)
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Yield the rows of the widgets, those in front first, until each cell that changed is covered."""
        if crop is None or not self._changed:
            yield from super()._get_renders(crop)
            return
        uncovered = self._changed
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            changed = [one for one in uncovered if seen.overlaps(one)]
            if not changed:
                continue
            top, bottom = min(one.y for one in changed), max(one.bottom for one in changed)
            rows = seen.intersection(Region(seen.x, top, self._find_width(seen, changed), bottom - top))
            yield rows, rows, widget.render_lines(rows.translate((-region.x, -region.y)))
            uncovered = [one for one in uncovered if not seen.contains_region(one)]
            if not uncovered:
                return

    def _find_width(self, seen: Region, changed: Sequence[Region]) -> int:
        """Return how many columns of a widget to paint: up to where another one begins, if nothing behind it changed.

        Textual writes the part that begins where a change ends, empty: the last column of a list, for each row.
        """
        right = max(one.right for one in changed)
        if right < seen.right and all(right in self.cuts[y] for one in changed for y in one.line_range):
            return right - seen.x
        return seen.width
