"""Column kinds of this app."""

from typing import Any

from django.db import models


class NullEmailField(models.EmailField):
    """Stores "no address" as NULL only, so that it never clashes on the unique key."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value) or None

    def deconstruct(self) -> Any:
        """To the database it is a plain address column, and migrations import no code of ours."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs
