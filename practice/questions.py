"""Questions to the database that are put together once and asked with other values each time.

To build a statement takes several times as long as to have it answered. `put_together` builds one
for each kind of question, and what is asked about comes by name.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime
from functools import cache, wraps
from typing import Any, TypeVar, TypeVarTuple, cast
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ClauseElement,
    ColumnElement,
    CompoundSelect,
    Date,
    Executable,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    literal_column,
)
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql.elements import BinaryExpression
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeEngine

from practice.db import OF_COLUMNS, UtcDateTime
from practice.people.models import Person, Role


class Words(str):
    """What somebody typed to find something: unlike any other text, it comes by name."""


TYPES: dict[type, TypeEngine[Any]] = {
    UUID: Uuid(), datetime: UtcDateTime(), date: Date(), int: Integer(), Words: Text(),
}  # fmt: skip
COLLECTIONS = (list, frozenset)
COLUMNS = (ColumnElement, QueryableAttribute)
Question = TypeVar("Question", bound=Executable)
Given = TypeVarTuple("Given")


class Somebody:
    """A person in a question that others ask as well: the roles decide how it is put.

    The id comes by name. Nothing else is known of them, so that nothing of one person's can
    answer another.
    """

    is_rep, is_manager = Person.is_rep, Person.is_manager
    is_enablement, is_admin = Person.is_enablement, Person.is_admin

    def __init__(self, name: str, roles: frozenset[Role]) -> None:
        self.id = bindparam(name, type_=Person.id.type)
        self.roles = roles

    def has(self, role: Role) -> bool:
        """Whether they hold that role."""
        return role in self.roles


def put_together(
    build: Callable[[*Given], Question],
) -> Callable[[*Given], tuple[Question, dict[str, Any]]]:
    """Build a statement once for each kind of what is given; answers it with the values by name.

    Ids, moments, days, numbers, `Words` and collections of ids (looked for by `among`) come by
    name; of a person the roles decide too. A tuple or a dataclass is taken apart. All else (a flag,
    a state, None) decides how the statement is put, so it must be one of few. What `build` would do
    with a value, such as compare it, raises: it gets stand-ins. An id that gets into it from
    elsewhere is refused.
    """
    built: dict[Any, Question] = {}

    @wraps(build)
    def asked(*given: *Given) -> tuple[Question, dict[str, Any]]:
        values: dict[str, Any] = {}
        kind = _kind("asked", given, values)
        if kind not in built:
            statement = _with_rows_in_sight(build(*_stand_in("asked", given)))
            built[kind] = _of_columns(_of_everybody(_with_ids_as_one(statement)))
        return built[kind], values

    return asked


def _kind(name: str, value: Any, values: dict[str, Any]) -> Any:
    """What decides how a question about this is put; the rest goes to the values."""
    kind: Any = type(value)
    if kind in TYPES:
        values[name] = value
        return kind
    if kind in COLLECTIONS:
        values[name] = list(value)
        return kind
    if kind is tuple:
        return tuple(_kind(f"{name}_{n}", one, values) for n, one in enumerate(value))
    if kind is Person:
        values[name] = value.id
        return kind, _roles(value)
    if parts := _parts(kind):
        named = (_kind(f"{name}_{part}", getattr(value, part), values) for part in parts)
        return kind, *named
    return value


def _stand_in(name: str, value: Any) -> Any:
    """The same without its values."""
    kind: Any = type(value)
    if kind in TYPES:
        return bindparam(name, type_=TYPES[kind])
    if kind in COLLECTIONS:
        return bindparam(name, expanding=True, type_=TYPES[UUID])
    if kind is tuple:
        return tuple(_stand_in(f"{name}_{n}", one) for n, one in enumerate(value))
    if kind is Person:
        return Somebody(name, _roles(value))
    if parts := _parts(kind):
        return replace(
            value, **{part: _stand_in(f"{name}_{part}", getattr(value, part)) for part in parts}
        )
    return value


def _roles(person: Person) -> frozenset[Role]:
    return frozenset(held.role for held in person.roles)


@cache
def _parts(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields; of anything else none."""
    return tuple(part.name for part in fields(kind)) if is_dataclass(kind) else ()


def _with_rows_in_sight(statement: Question) -> Question:
    """The statement with how many rows it wants written into it.

    Without knowing that, PostgreSQL plans for a tenth of all that there are, also for one.
    """
    for part in iterate(cast("ClauseElement", statement)):
        for name in ("_limit_clause", "_offset_clause"):
            clause = getattr(part, name, None)
            if isinstance(clause, BindParameter) and clause.value is not None:
                setattr(part, name, literal_column(str(clause.value), Integer()))
            elif isinstance(clause, BindParameter):
                clause.literal_execute = True
    return statement


def _with_ids_as_one(statement: Question) -> Question:
    """The statement, once it is sure that ids which come by name are one value of it."""
    for part in iterate(cast("ClauseElement", statement)):
        ids = part.right if isinstance(part, BinaryExpression) else None
        if isinstance(ids, BindParameter) and ids.expanding and ids.value is None:
            raise ValueError("Ids that come by name are looked for by `among`.")
    return statement


def _of_everybody(statement: Question) -> Question:
    """The statement, once it is sure that no id stands in it: it would answer everybody."""
    key = statement._generate_cache_key()  # type: ignore[attr-defined]  # the way to all its values
    for one in key.bindparams if key else ():
        values = one.value if isinstance(one.value, (list, tuple, set, frozenset)) else [one.value]
        if any(isinstance(value, UUID) for value in values):
            raise ValueError("An id was built into a question that everybody asks.")
    return statement


def _of_columns(statement: Question) -> Question:
    """The statement, marked if it answers with columns alone and all at once."""
    is_plain = isinstance(statement, CompoundSelect) or (
        isinstance(statement, Select)
        and all(isinstance(each["expr"], COLUMNS) for each in statement.column_descriptions)
    )
    if is_plain and "yield_per" not in statement.get_execution_options():
        return statement.execution_options(**{OF_COLUMNS: True})
    return statement
