"""The one exception of this package: a line for the person at the terminal."""


class Problem(Exception):  # noqa: N818 - it is read by people, not by programmers
    """Something the person can put right; its text is printed alone, without a trace."""
