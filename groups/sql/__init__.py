"""The statements that work on many rows at once, each in a file of its own."""

from functools import cache
from importlib import resources


@cache
def statement(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
