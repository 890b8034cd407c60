"""Where letters go that are typed into a widget which is no line."""


class PassesLetters:
    """A widget that passes the letters typed into it to a line, which has the focus then."""
