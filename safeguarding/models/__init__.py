"""The crisis directory."""

from safeguarding.models.line import CrisisLine

__all__ = ["CrisisLine"]
