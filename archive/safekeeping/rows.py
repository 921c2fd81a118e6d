"""Rows in a form that no database and no release owns: one JSON line a row, columns in the order of a header."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.db import connections, models

#: Rows that are read, or written, at a time.
BATCH = 2000
#: What is not kept: whoever was signed in signs in again, and a copied backup opens nobody's session; what lies on
#: the workbench is nobody's but theirs who try it, for an hour.
PASSING = frozenset({"sessions.session", "ocr_engine.trial"})
Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Told:
    """How many rows, and what they say: equal contents have equal digests, in whatever order."""

    rows: int
    digest: str


class Digest:
    """A sum of hashes, so that no database's idea of order matters."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, values: list[Any]) -> None:
        # PostgreSQL sorts the keys of JSON and knows no -0.0.
        plain = json.dumps(values, ensure_ascii=False, sort_keys=True).replace("-0.0", "0.0")
        self.rows += 1
        self._sum = (self._sum + int.from_bytes(hashlib.sha256(plain.encode()).digest(), "little")) % (1 << 256)

    def told(self) -> Told:
        return Told(self.rows, f"{self._sum:064x}")


def kept(apps: Apps) -> list[Model]:
    """Every table that a backup holds, also those between two models."""
    found = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    return sorted(
        (model for model in found if not model._meta.proxy and model._meta.label_lower not in PASSING),
        key=lambda model: model._meta.label_lower,
    )


def columns(model: Model) -> list[Any]:
    return list(model._meta.local_concrete_fields)


def of(model: Model, using: str) -> Iterator[list[Any]]:
    """Every row of a table, in a form that JSON has. Never more than BATCH rows in memory."""
    fields = columns(model)
    turn = [_outward(field) for field in fields]
    rows = model._base_manager.using(using).order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=BATCH):
        yield [value if value is None or way is None else way(value) for value, way in zip(row, turn, strict=True)]


def put(model: Model, names: list[str], rows: Iterable[list[Any]], using: str) -> None:
    """Writes rows as they are: nothing is filled in, stamped or noticed on the way."""
    link = connections[using]
    by_name = {field.attname: field for field in columns(model)}
    fields = [by_name[name] for name in names]
    inward = [_inward(field) for field in fields]
    quote = link.ops.quote_name
    statement = "INSERT INTO {} ({}) VALUES ({})".format(  # noqa: S608  names of our own tables and columns
        quote(model._meta.db_table),
        ", ".join(quote(field.column) for field in fields),
        ", ".join(["%s"] * len(fields)),
    )
    stream = iter(rows)
    with link.cursor() as cursor:
        while some := list(islice(stream, BATCH)):
            cursor.executemany(
                statement,
                [
                    [
                        field.get_db_prep_save(value if value is None or way is None else way(value), link)
                        for field, value, way in zip(fields, row, inward, strict=True)
                    ]
                    for row in some
                ],
            )


def told(model: Model, using: str) -> Told:
    """What the table says now. Costs a pass over it."""
    digest = Digest()
    for row in of(model, using):
        digest.add(row)
    return digest.told()


def _outward(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, models.BinaryField):
        return lambda value: base64.b64encode(value).decode("ascii")
    if isinstance(field, models.DateTimeField):
        return lambda value: value.astimezone(UTC).isoformat()
    if isinstance(field, models.DateField | models.TimeField):
        return lambda value: value.isoformat()
    if isinstance(field, models.DecimalField | models.UUIDField | models.DurationField):
        return str
    return None


def _inward(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(field, models.BinaryField):
        return base64.b64decode
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat
    if isinstance(field, models.DateField):
        return date.fromisoformat
    if isinstance(field, models.TimeField):
        return time.fromisoformat
    if isinstance(field, models.DecimalField | models.UUIDField | models.DurationField):
        return field.to_python
    return None
