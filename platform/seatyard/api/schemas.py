"""What answers and questions of all resources have in common."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any, cast

import marshmallow
from marshmallow import ValidationError, fields, missing, validate

from .. import moments, months
from ..errors import InvalidInput

LARGEST_PAGE = 200
PAGE = 50
MONTH = validate.Regexp(r"\A[0-9]{4}-(0[1-9]|1[0-2])\Z")


class Schema(marshmallow.Schema):
    """Of all resources. It shows what marshmallow shows, in less time: where each value stands is looked up
    once, and a text, a number or a truth value that is one already is not made one."""

    @cached_property
    def _places(self) -> list[tuple[str, str, fields.Field[Any], type | None]]:
        """Name, where the value stands, the field, and the type that is shown as it is."""
        return [
            (name, field.attribute or name, field, _AS_IT_IS.get(type(field)))
            for name, field in self.dump_fields.items()
        ]

    def _serialize(self, obj: Any, *, many: bool = False) -> Any:
        if many:
            return [self._serialize(one) for one in obj]
        told, mapped = {}, isinstance(obj, Mapping)
        for name, place, field, plain in self._places:
            value = obj.get(place, missing) if mapped else getattr(obj, place, missing)
            if value is missing and field._CHECK_ATTRIBUTE:
                continue
            as_it_is = value is None or type(value) is plain
            told[name] = value if as_it_is and field._CHECK_ATTRIBUTE else field._serialize(value, place, obj)
        return told


_AS_IT_IS: dict[type, type] = {fields.String: str, fields.Integer: int, fields.Boolean: bool}


class Amount(fields.String):
    """A ``Decimal`` as text, so that no reader makes a float of it: ``17600.00``."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else f"{value:f}"


class Moment(fields.AwareDateTime):
    """ISO 8601 with an offset, answered in UTC."""

    def _serialize(self, value: datetime | None, *_more: Any, **_of_its: Any) -> str | None:
        return None if value is None else value.isoformat()

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        found = super()._deserialize(value, attr, data, **kwargs)
        try:
            moments.check(found, "moment")
        except InvalidInput as error:
            raise ValidationError(error.message) from None
        return found


class Day(fields.Date):
    """A day with a midnight everywhere: ``2026-03-02``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> date:
        found = super()._deserialize(value, attr, data, **kwargs)
        if found.year not in months.YEARS:
            raise ValidationError("Out of all bounds.")
        return found


class ErrorDetail(Schema):
    kind = fields.String(required=True)
    message = fields.String(required=True)
    where = fields.String(metadata={"description": "The place: a field, a header, a thing's name."})
    allowed = fields.String(metadata={"description": "What would have been taken."})


class ErrorSchema(Schema):
    """The one shape of errors."""

    error = fields.Nested(ErrorDetail, required=True)


class PageArgs(Schema):
    """Which part of a list."""

    after = fields.String(
        load_default="", metadata={"description": "`next` of the page before; none for the first page."}
    )
    limit = fields.Integer(
        load_default=PAGE,
        strict=False,
        validate=validate.Range(1, LARGEST_PAGE),
        metadata={"description": "Entries on a page at most."},
    )


class MonthPageArgs(PageArgs):
    """Which part of a list that goes over months."""

    period = fields.String(
        load_default=None,
        validate=MONTH,
        metadata={"example": "2026-03", "description": "Only of that month."},
    )


class LanguageArgs(Schema):
    """Of a file that has words."""

    language = fields.String(load_default="zh", validate=validate.OneOf(("zh", "en")))


class ReasonArgs(Schema):
    """Why, in a few words that are kept."""

    reason = fields.String(required=True)


def _made(members: dict[str, Any], name: str) -> type[Schema]:
    return cast("type[Schema]", Schema.from_dict(members, name=name))


@cache
def page_of(entry: type[Schema]) -> type[Schema]:
    """A part of a list of such entries: ``{"items": [...], "next": "..."}``."""
    return _made(
        {
            "items": fields.List(fields.Nested(entry), required=True, attribute="entries"),
            "next": fields.Function(
                lambda part: part.after or None,
                metadata={
                    "type": ["string", "null"],
                    "description": "`after` of the next page; null on the last.",
                },
            ),
        },
        name=f"{entry.__name__.removesuffix('Schema')}Page",
    )


def shown(schema: type[Schema], row: Any, **more: Any) -> dict[str, Any]:
    """What a schema shows of a row, and ``more`` that the row does not know of itself."""
    names = {field.attribute or name for name, field in schema._declared_fields.items()}
    return {name: getattr(row, name) for name in names - set(more)} | more


@cache
def list_of(entry: type[Schema]) -> type[Schema]:
    """A list that is no longer than a page: ``{"items": [...]}``."""
    return _made(
        {"items": fields.List(fields.Nested(entry), required=True)},
        name=f"{entry.__name__.removesuffix('Schema')}List",
    )
