"""What belongs to objects that are there already comes in one question, or in none."""

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from practice.db import Database
from practice.gathering import attach, gather
from practice.people.models import Person, Team
from practice.scenarios.models import Criterion, RubricVersion
from practice.takes.models import Take
from tests import factories
from tests.statements import heard

THREE = ("Agenda", "Story", "Next step")


def unloaded(owner: object) -> set[str]:
    """What of an object was not read yet."""
    return set(inspect(owner).unloaded)


def maps(session: Session, *sizes: int) -> list[RubricVersion]:
    """Assessment maps with so many criteria each, looked at afresh."""
    made = [factories.scenario(session, criteria=THREE[:size]).rubric_version for size in sizes]
    session.expire_all()
    return [session.get_one(RubricVersion, one.id) for one in made]


def test_the_members_of_all_come_in_one_question_in_their_order(db: Database) -> None:
    with db.work() as session:
        found = maps(session, 3, 1)
        with heard(db.engine) as asked:
            gather(session, found, RubricVersion.criteria, Criterion.levels)
        titles = [[each.title for each in one.criteria] for one in found]
        values = [level.value for level in found[0].criteria[0].levels]
        assert (titles, len(asked)) == ([list(THREE), ["Agenda"]], 1)
        assert values == [1, 2, 3, 4, 5] and len(asked) == 1


def test_what_has_no_members_has_an_empty_list_and_is_not_asked_about_again(db: Database) -> None:
    with db.work() as session:
        found = maps(session, 0)
        gather(session, found, RubricVersion.criteria)
        with heard(db.engine) as asked:
            gather(session, found, RubricVersion.criteria)
            assert found[0].criteria == [] and not asked


def test_what_was_gathered_is_not_written_again(db: Database) -> None:
    with db.work() as session:
        found = maps(session, 2)
        gather(session, found, RubricVersion.criteria, Criterion.levels)
        assert not session.dirty


def test_people_at_hand_are_attached_without_a_question_and_others_in_one(db: Database) -> None:
    with db.work() as session:
        version = factories.scenario(session)
        team = factories.team(session)
        people = [factories.person(session, name, team=team) for name in ("Ana", "Bo", "Cy")]
        takes = [factories.take(session, person, version).id for person in people]
        ana = people[0].id
    with db.reading() as session:
        first, *others = (session.get_one(Take, one) for one in takes)
        known = session.get_one(Person, ana)
        with heard(db.engine) as asked:
            attach(session, [first], Take.person)
            assert first.person is known and not asked
            attach(session, [first, *others], Take.person)
            assert [one.person.name for one in others] == ["Bo", "Cy"] and len(asked) == 1


def test_who_refers_to_nothing_gets_nothing(db: Database) -> None:
    with db.work() as session:
        made = factories.person(session, "Ana").id
    with db.reading() as session:
        person = session.get_one(Person, made)
        with heard(db.engine) as asked:
            attach(session, [person], Person.home_team)
            assert person.home_team is None and not asked
        assert "home_team" not in unloaded(person) and session.get(Team, made) is None
