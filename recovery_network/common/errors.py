"""Errors of the domain. Their text is fit to be shown to the person who caused them."""

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class DomainError(Exception):
    """Something a person asked for cannot be done now. `retry_after` is in seconds."""

    def __init__(self, message: str | Promise, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after = retry_after

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(PermissionDenied):
    """A rule said no. The page is 403; where the thing itself is secret, the view never found it."""
