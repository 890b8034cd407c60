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
        """One more message at the end."""
        index = len(self.values) + 1
        node, child, stop = value, index - 1, index - (index & -index)
        while child > stop:
            node += self._tree[child]
            child -= child & -child
        self.values.append(value)
        self._tree.append(node)
        self.total += value

    def set(self, index: int, value: int) -> None:
        """The count of one message has changed."""
        if not (delta := value - self.values[index]):
            return
        self.values[index] = value
        self.total += delta
        node, tree = index + 1, self._tree
        while node < len(tree):
            tree[node] += delta
            node += node & -node

    def before(self, index: int) -> int:
        """Rows above a message."""
        total, tree = 0, self._tree
        while index:
            total += tree[index]
            index -= index & -index
        return total

    def find(self, y: int) -> tuple[int, int]:
        """The message that holds row y, and the row within it; the last row when y is beyond the end."""
        position, tree, size = 0, self._tree, len(self._tree)
        step = 1 << (size.bit_length() - 1)
        while step:
            following = position + step
            if following < size and tree[following] <= y:
                position = following
                y -= tree[following]
            step >>= 1
        if position >= len(self.values):
            position = len(self.values) - 1
            y = self.values[position] - 1 if position >= 0 else 0
        return max(0, position), y
