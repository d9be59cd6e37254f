"""What belongs to one person and is seen by nobody else, but by a live grant."""

from typing import Any

from django.db import models


class OwnQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "OwnQuerySet":
        """Only one's own. Being staff opens nothing here; a reader goes through the consent ledger."""
        return self.filter(user=user) if user.is_authenticated else self.none()
