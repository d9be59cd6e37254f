"""The one error this package raises: a list that cannot be used, said in words for the person."""

from typing import TYPE_CHECKING

from django.utils.functional import Promise

from recovery_network.common.errors import DomainError

if TYPE_CHECKING:
    from groups.importing.reading import Reading


class UnusableSourceError(DomainError):
    """Nothing of the source was taken and nothing is changed by it. `reading` says how far it was read."""

    def __init__(self, message: str | Promise, reading: "Reading | None" = None) -> None:
        super().__init__(message)
        self.reading = reading
