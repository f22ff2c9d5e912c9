"""Loading what belongs to objects that are there already, by questions that are put together once.

What SQLAlchemy loads beside a question (`selectinload`) it asks by one that it builds anew every
time. To build it takes several times as long as to have it answered.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, RelationshipProperty, Session, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from practice.db import Identified, among


def gather(
    session: Session,
    owners: Iterable[Identified],
    collection: InstrumentedAttribute[Any],
    part: InstrumentedAttribute[Any] | None = None,
) -> None:
    """Load a collection of these objects, where it is not loaded yet: one question, or none.

    `part` is something of each member, which comes with it.
    """
    missing = {one.id: one for one in owners if collection.key not in vars(one)}
    if not missing:
        return
    question, owner = _members(collection.property, part.property if part is not None else None)
    found: dict[UUID, list[Any]] = defaultdict(list)
    for member in session.scalars(question, {"owners": list(missing)}).unique():
        found[getattr(member, owner)].append(member)
    for key, one in missing.items():
        set_committed_value(one, collection.key, found[key])


@cache
def _members(
    collection: RelationshipProperty[Any], part: RelationshipProperty[Any] | None
) -> tuple[Select[Any], str]:
    """The question for the members of a collection, and by which attribute they name its owner."""
    mapper = collection.mapper
    ((_, column),) = collection.local_remote_pairs or ()
    ordered = select(mapper.class_).order_by(*(collection.order_by or ()))
    if part is not None:
        ordered = ordered.options(joinedload(part.class_attribute))
    of_them = ordered.where(among(column, bindparam("owners", expanding=True)))
    return of_them, mapper.get_property_by_column(column).key


def attach(
    session: Session, owners: Iterable[Identified], reference: InstrumentedAttribute[Any]
) -> None:
    """Load whom or what each of these objects refers to: one question for those not at hand yet."""
    question, name = _referred(reference.property)
    missing = [one for one in owners if reference.key not in vars(one)]
    ids = {key for one in missing if (key := getattr(one, name)) is not None}
    known = {key: found for key in ids if (found := _at_hand(session, reference, key)) is not None}
    if unknown := ids - known.keys():
        asked = session.scalars(question, {"ids": list(unknown)})
        known |= {found.id: found for found in asked}
    for one in missing:
        set_committed_value(one, reference.key, known.get(getattr(one, name)))


@cache
def _referred(reference: RelationshipProperty[Any]) -> tuple[Select[Any], str]:
    """The question for those whom a reference leads to, and the attribute that has their id."""
    ((column, _),) = reference.local_remote_pairs or ()
    target = reference.mapper.class_
    wanted = select(target).where(among(target.id, bindparam("ids", expanding=True)))
    return wanted, reference.parent.get_property_by_column(column).key


def _at_hand(session: Session, reference: InstrumentedAttribute[Any], key: UUID) -> Any:
    return session.identity_map.get(reference.property.mapper.identity_key_from_primary_key((key,)))
