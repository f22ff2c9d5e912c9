"""Questions that are put together once: one statement for everybody, and each gets their own."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import CompoundSelect, Select, false, select, union_all
from sqlalchemy.orm import Session

from practice.db import Database, among, new_id
from practice.people.models import MailRhythm, Person, Role
from practice.questions import Words, put_together
from tests import factories
from tests.postgres import Server
from tests.statements import heard


@dataclass(frozen=True)
class Which:
    """What is asked about: one person, or all."""

    person_id: UUID | None
    is_open: bool = True


def counted(build: Callable[..., Select[Any]]) -> tuple[Callable[..., Any], list[Any]]:
    """The same, and a note of every time that it is built."""
    built: list[Any] = []

    def noted(*given: Any) -> Select[Any]:
        built.append(given)
        return build(*given)

    return put_together(noted), built


def one(person_id: UUID) -> Select[Any]:
    return select(Person.name).where(Person.id == person_id)


def some(person_ids: list[UUID]) -> Select[Any]:
    return select(Person.name).where(among(Person.id, person_ids)).order_by(Person.name)


def others(person_ids: list[UUID]) -> Select[Any]:
    return select(Person.name).where(~among(Person.id, person_ids)).order_by(Person.name)


def one_each(person_ids: list[UUID]) -> Select[Any]:
    return select(Person.name).where(Person.id.in_(person_ids))


def listed(which: Which) -> Select[Any]:
    found = select(Person.name).order_by(Person.name)
    if not which.is_open:
        return found.where(false())
    return found if which.person_id is None else found.where(Person.id == which.person_id)


def led(viewer: Person) -> Select[Any]:
    found = select(Person.name).order_by(Person.name)
    return found if viewer.is_enablement else found.where(Person.id == viewer.id)


def test_everybody_asks_one_statement_and_gets_their_own(session: Session) -> None:
    ana, bo = factories.person(session, "Ana"), factories.person(session, "Bo")
    asked, built = counted(one)
    assert session.scalar(*asked(ana.id)) == "Ana"
    assert session.scalar(*asked(bo.id)) == "Bo"
    assert len(built) == 1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_collection_of_ids_may_have_any_length(session: Session, count: int) -> None:
    people = [factories.person(session, name) for name in ("Ana", "Bo")][:count]
    asked, built = counted(some)
    assert not session.scalars(*asked([new_id()])).all()
    found = session.scalars(*asked([person.id for person in people])).all()
    assert found == [person.name for person in people]
    assert len(built) == 1


def test_who_is_not_among_them_is_found_as_well(session: Session) -> None:
    ana, bo = factories.person(session, "Ana"), factories.person(session, "Bo")
    asked, _ = counted(others)
    assert session.scalars(*asked([ana.id])).all() == ["Bo"]
    assert session.scalars(*asked([])).all() == ["Ana", "Bo"]
    assert session.scalars(*asked([ana.id, bo.id])).all() == []


def test_a_page_with_one_more_is_no_other_question_to_postgresql(
    postgres_server: Server,
) -> None:
    db = Database(postgres_server.migrated())
    with db.work() as session:
        ids = [factories.person(session, f"Rep {n}").id for n in range(9)]
    asked, _ = counted(some)
    with db.reading() as session, heard(db.engine) as statements:
        for count in range(10):
            found = session.scalars(*asked(ids[:count])).all()
            assert found == [f"Rep {n}" for n in range(count)]
    assert len({each for each in statements if "FROM person" in each}) == 1
    db.dispose()


def test_ids_known_at_once_are_looked_for_the_same_way(session: Session) -> None:
    ana, _ = factories.person(session, "Ana"), factories.person(session, "Bo")
    assert session.scalars(some([ana.id])).all() == ["Ana"]
    assert session.scalars(some([])).all() == []


def test_ids_that_would_each_be_a_value_are_refused(session: Session) -> None:
    asked, _ = counted(one_each)
    with pytest.raises(ValueError, match="among"):
        asked([new_id()])


def test_what_is_not_a_value_decides_how_it_is_put(session: Session) -> None:
    ana, _ = factories.person(session, "Ana"), factories.person(session, "Bo")
    asked, built = counted(listed)
    assert session.scalars(*asked(Which(ana.id))).all() == ["Ana"]
    assert session.scalars(*asked(Which(None))).all() == ["Ana", "Bo"]
    assert session.scalars(*asked(Which(ana.id, is_open=False))).all() == []
    assert len(built) == 3


def first(words: tuple[Words, ...], limit: int, offset: int) -> Select[Any]:
    latest = select(Person.id).order_by(Person.name.desc()).limit(3).subquery()
    found = select(Person.name).join(latest, latest.c.id == Person.id).order_by(Person.name)
    for word in words:
        found = found.where(Person.name.contains(word))
    return found.limit(limit).offset(offset)


def test_words_come_by_name_however_they_are_spelled(session: Session) -> None:
    for name in ("Ana O'Hara", "Bo"):
        factories.person(session, name)
    asked, built = counted(first)
    assert session.scalars(*asked((Words("O'H"),), 5, 0)).all() == ["Ana O'Hara"]
    assert session.scalars(*asked((Words("B"),), 5, 0)).all() == ["Bo"]
    assert len(built) == 1, "one statement, whatever is looked for"


def test_how_many_rows_are_wanted_stands_in_the_statement(db: Database) -> None:
    with db.work() as session:
        for name in ("Ana", "Bo", "Cy", "Di"):
            factories.person(session, name)
    asked, built = counted(first)
    with db.reading() as session, heard(db.engine) as statements:
        assert session.scalars(*asked((), 1, 0)).all() == ["Bo"], "the first of the last three"
        assert session.scalars(*asked((), 2, 1)).all() == ["Cy", "Di"]
    assert len(built) == 1
    rows = [re.findall(r"(?:LIMIT|OFFSET) (\d+)", each) for each in statements if "LIMIT" in each]
    assert rows == [["3", "1", "0"], ["3", "2", "1"]], "so PostgreSQL plans for as many"


def told(person_id: UUID) -> Select[Any]:
    own = Person.id == person_id
    return select(Person.name, Person.created_at, Person.mail_rhythm).where(own)


def known(person_id: UUID) -> Select[Any]:
    return select(Person, Person.name).where(Person.id == person_id)


def both_known(person_id: UUID) -> CompoundSelect[Any]:
    name = select(Person.name).where(Person.id == person_id)
    return union_all(name, name)


def test_a_look_answers_the_same_as_whoever_writes(db: Database) -> None:
    """Columns take a shorter way there; values stay what they are, and objects are objects."""
    with db.work() as session:
        ana = factories.person(session, "Ana")
        every = [put_together(build)(ana.id) for build in (told, both_known)]
        written = [session.execute(*each).all() for each in every]
    with db.reading() as look:
        assert [look.execute(*each).all() for each in every] == written
        ((_, created_at, rhythm),) = written[0]
        assert created_at == ana.created_at and created_at.tzinfo is not None
        assert rhythm is MailRhythm.at_once
        ((found, name),) = look.execute(*put_together(known)(ana.id)).all()
        assert found is look.get(Person, ana.id) and name == "Ana"


def test_of_a_person_the_roles_decide_and_the_id_is_their_own(session: Session) -> None:
    ana, bo = factories.person(session, "Ana"), factories.person(session, "Bo")
    elena = factories.person(session, "Elena", Role.enablement)
    asked, built = counted(led)
    for viewer, seen in ((ana, ["Ana"]), (bo, ["Bo"]), (elena, ["Ana", "Bo", "Elena"])):
        assert session.scalars(*asked(viewer)).all() == seen
    assert len(built) == 2


def test_a_builder_cannot_look_at_a_value(session: Session) -> None:
    ana = factories.person(session, "Ana")
    by_id = put_together(lambda person_id: select(Person.id) if person_id else select(Person.name))
    with pytest.raises(TypeError, match="Boolean value"):
        by_id(ana.id)
    by_name = put_together(lambda person: select(Person.id).where(Person.name == person.name))
    with pytest.raises(AttributeError, match="name"):
        by_name(ana)


def test_an_id_that_gets_in_from_elsewhere_is_refused(session: Session) -> None:
    ana = factories.person(session, "Ana")
    asked = put_together(lambda _: select(Person.name).where(Person.id.in_([ana.id])))
    with pytest.raises(ValueError, match="everybody asks"):
        asked(1)
