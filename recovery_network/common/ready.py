"""Queries whose SQL is made once, for the few that nearly every request asks (docs/decisions/0025)."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


class ReadyQuery(Generic[Row]):
    """One row by a few values.

    `make(**samples)` builds the query with values that stand for the real ones; each must occur
    nowhere else in it. `first(**values)` then asks it with the real ones. Foreign keys named in
    `related` are filled too: `make` must name the same in `select_related`.
    """

    def __init__(
        self,
        make: Callable[..., "models.QuerySet[Row]"],
        samples: dict[str, Any],
        related: Sequence[str] = (),
    ) -> None:
        self._make = make
        self._samples = samples
        self._related = related

    def first(self, **values: Any) -> Row | None:
        sql, order, parts = self._made
        with connection.cursor() as cursor:
            cursor.execute(sql, [values[name] if name else fixed for name, fixed in order])
            found = cursor.fetchone()
        return _instance(parts, found) if found else None

    @cached_property
    def _made(self) -> tuple[str, list[tuple[str | None, Any]], list["_Part"]]:
        query = self._make(**self._samples).order_by()
        sql, params = query.query.sql_with_params()
        names = {value: name for name, value in self._samples.items()}
        order = [(names.get(param), param) for param in params]
        if {name for name, _fixed in order if name} != set(self._samples):
            raise ImproperlyConfigured("A ready query does not ask for all its values.")
        models_read = [query.model, *(_related_model(query.model, name) for name in self._related)]
        return sql, order, _parts(models_read, [None, *self._related])


class _Part:
    """Which columns make which object, and where it is hung up."""

    def __init__(self, model: type[models.Model], name: str | None, start: int) -> None:
        fields = model._meta.concrete_fields
        if any(field.get_db_converters(connection) for field in fields):
            raise ImproperlyConfigured(f"{model.__name__} has columns that a ready query cannot read.")
        self.model, self.name = model, name
        self.columns = [field.attname for field in fields]
        self.place = slice(start, start + len(fields))


def _parts(read: list[Any], names: list[str | None]) -> list[_Part]:
    parts: list[_Part] = []
    for model, name in zip(read, names, strict=True):
        parts.append(_Part(model, name, parts[-1].place.stop if parts else 0))
    return parts


def _instance(parts: list[_Part], found: tuple[Any, ...]) -> Any:
    made = [part.model.from_db(connection.alias, part.columns, found[part.place]) for part in parts]
    for part, related in zip(parts[1:], made[1:], strict=True):
        setattr(made[0], str(part.name), related)
    return made[0]


def _related_model(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name).related_model
