"""What belongs to one person and is seen by nobody else, but by a live grant."""

from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class OwnQuerySet(models.QuerySet[M]):
    def visible_to(self, user: Any) -> "OwnQuerySet[M]":
        """Only one's own. Being staff opens nothing here; a reader goes through the consent ledger."""
        return self.filter(user=user) if user.is_authenticated else self.none()
