"""How many rows each message has, with sums in O(log n): a Fenwick tree."""

from collections.abc import Iterable


class Heights:
    """Row counts, estimated or exact, of a list of messages."""

    def __init__(self, values: Iterable[int] = ()) -> None:
        self.values = list(values)
        self.total = sum(self.values)
        self._tree = tree = [0, *self.values]
        for index in range(1, len(tree)):
            parent = index + (index & -index)
            if parent < len(tree):
                tree[parent] += tree[index]

    def append(self, value: int) -> None:
        """Add a message at the end."""
        index = len(self.values) + 1
        total = value
        child = index - 1
        while child > index - (index & -index):
            total += self._tree[child]
            child -= child & -child
        self.values.append(value)
        self._tree.append(total)
        self.total += value

    def set(self, index: int, value: int) -> None:
        """Change the count of one message."""
        delta = value - self.values[index]
        if delta == 0:
            return
        self.values[index] = value
        self.total += delta
        node = index + 1
        while node < len(self._tree):
            self._tree[node] += delta
            node += node & -node

    def before(self, index: int) -> int:
        """Return the rows above a message."""
        total = 0
        while index:
            total += self._tree[index]
            index -= index & -index
        return total

    def find(self, y: int) -> tuple[int, int]:
        """Return the message that has row y, and the row within it; the last row when y is beyond the end."""
        position = 0
        size = len(self._tree)
        step = 1 << (size.bit_length() - 1)
        while step:
            following = position + step
            if following < size and self._tree[following] <= y:
                position = following
                y -= self._tree[following]
            step >>= 1
        if position >= len(self.values):
            position = max(0, len(self.values) - 1)
            y = sum(self.values[position:]) - 1
        return position, max(0, y)
