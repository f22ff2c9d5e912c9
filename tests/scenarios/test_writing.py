"""Drafts, versions, publishing: a published version never changes."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from practice.audit.models import AuditEntry
from practice.db import Base, Database, new_id
from practice.errors import Invalid, NotFound, WrongState
from practice.people.models import Person, Role
from practice.scenarios import actions, queries, rules, starter
from practice.scenarios.models import (
    Criterion,
    Interaction,
    Level,
    Prompt,
    Rubric,
    RubricVersion,
    Scenario,
    ScenarioVersion,
)
from practice.scenarios.values import Content, CriterionContent
from tests import factories


@pytest.fixture
def writer(session: Session) -> Person:
    return factories.person(session, "Elena Ruiz", Role.enablement)


def published(session: Session, by: Person) -> Scenario:
    return starter.add(session, by, starter.named("60-second-pitch"))


def count(session: Session, model: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_draft_is_for_enablement_alone_until_it_is_published(
    session: Session, writer: Person
) -> None:
    scenario = actions.begin(session, writer, starter.named("60-second-pitch"))
    assert queries.published(session) == []
    with pytest.raises(NotFound):
        queries.newest_version(session, scenario.id)
    with pytest.raises(NotFound):
        queries.get_version(session, scenario.versions[0].id)
    with pytest.raises(NotFound):
        queries.get_numbered(session, factories.person(session), scenario.id, 1)
    assert queries.get_numbered(session, writer, scenario.id, 1).title == "60-second pitch"
    actions.publish(session, writer, scenario)
    assert [each.title for each in queries.published(session)] == ["60-second pitch"]


def test_editing_what_is_published_starts_the_next_version_and_leaves_the_first_alone(
    session: Session, writer: Person
) -> None:
    scenario = published(session, writer)
    first = queries.newest_version(session, scenario.id)
    before = Content.of(first)
    draft = actions.save(session, scenario, replace(before, title="Elevator pitch"))
    assert (draft.number, draft.published_at) == (2, None)
    assert queries.newest_version(session, scenario.id).id == first.id
    actions.save(session, scenario, replace(before, title="Elevator pitch, again"))
    assert [version.number for version in scenario.versions] == [1, 2]
    actions.publish(session, writer, scenario)
    assert queries.newest_version(session, scenario.id).title == "Elevator pitch, again"
    assert Content.of(queries.get_version(session, first.id)) == before


def test_saving_what_is_published_unchanged_starts_no_draft(
    session: Session, writer: Person
) -> None:
    scenario = published(session, writer)
    actions.save(session, scenario, Content.of(scenario.versions[0]))
    assert queries.find_draft(scenario) is None
    with pytest.raises(WrongState, match="nothing new"):
        actions.publish(session, writer, scenario)


def test_a_rubric_left_alone_keeps_its_version_and_a_changed_one_gets_the_next(
    session: Session, writer: Person
) -> None:
    scenario = published(session, writer)
    first = scenario.versions[0]
    content = Content.of(first)
    actions.save(session, scenario, replace(content, brief="Shorter."))
    second = actions.publish(session, writer, scenario)
    assert second.rubric_version_id == first.rubric_version_id
    assert count(session, RubricVersion) == 1
    renamed = replace(content.criteria[0], title="Opens with them")
    actions.save(session, scenario, replace(content, criteria=(renamed, *content.criteria[1:])))
    third = actions.publish(session, writer, scenario)
    assert third.rubric_version.number == 2
    assert third.rubric_version.rubric_id == first.rubric_version.rubric_id


def test_a_criterion_keeps_its_key_through_renaming_and_moving(
    session: Session, writer: Person
) -> None:
    scenario = published(session, writer)
    content = Content.of(scenario.versions[0])
    keys = [each.key for each in content.criteria]
    moved = (replace(content.criteria[4], title="Renamed"), *content.criteria[:4])
    actions.save(session, scenario, replace(content, criteria=moved))
    again = Content.of(actions.publish(session, writer, scenario))
    assert [each.key for each in again.criteria] == [keys[4], *keys[:4]]


def test_a_key_that_is_foreign_or_given_twice_becomes_a_new_one(
    session: Session, writer: Person
) -> None:
    scenario = published(session, writer)
    content = Content.of(scenario.versions[0])
    one, foreign = content.criteria[0], CriterionContent("Foreign", key=new_id())
    draft = actions.save(session, scenario, replace(content, criteria=(one, one, foreign)))
    keys = [each.key for each in draft.rubric_version.criteria]
    assert keys[0] == one.key
    assert len(set(keys)) == 3
    assert foreign.key not in keys


def test_publishing_refuses_what_nobody_could_practice_or_judge(
    session: Session, writer: Person
) -> None:
    whole = starter.named("60-second-pitch")
    blank = replace(whole.criteria[0], anchors=("", "b", "c", "d", "e"))
    for content, field in (
        (replace(whole, brief=""), "brief"),
        (replace(whole, prompts=()), "prompts"),
        (replace(whole, criteria=whole.criteria[:2]), "criteria"),
        (replace(whole, criteria=(*whole.criteria, *whole.criteria)), "criteria"),
        (replace(whole, criteria=(blank, *whole.criteria[1:])), "criteria"),
    ):
        scenario = actions.begin(session, writer, content)
        with pytest.raises(Invalid) as refused:
            actions.publish(session, writer, scenario)
        assert list(refused.value.fields) == [field]


def test_the_first_version_is_never_minor(session: Session, writer: Person) -> None:
    scenario = actions.begin(session, writer, starter.named("discovery-call"))
    assert actions.publish(session, writer, scenario, is_minor=True).is_minor is False
    actions.save(session, scenario, replace(starter.named("discovery-call"), title="Discovery"))
    assert actions.publish(session, writer, scenario, is_minor=True).is_minor is True


def test_somebody_elses_save_in_between_is_told_before_it_is_replaced(db: Database) -> None:
    with db.work() as session:
        writer = factories.person(session, "", Role.enablement)
        scenario_id = published(session, writer).id
    seen = starter.named("60-second-pitch")
    with db.work() as session:
        scenario = queries.get_scenario(session, scenario_id)
        seen = Content.of(scenario.versions[0])
        actions.save(session, scenario, replace(seen, title="Theirs"), seen.fingerprint)
    with db.work() as session:
        scenario = queries.get_scenario(session, scenario_id)
        with pytest.raises(Invalid, match="Somebody else saved"):
            actions.save(session, scenario, replace(seen, title="Mine"), seen.fingerprint)
    with db.work() as session:
        scenario = queries.get_scenario(session, scenario_id)
        theirs = Content.of(scenario.versions[-1])
        assert theirs.title == "Theirs"
        actions.save(session, scenario, replace(seen, title="Mine"), theirs.fingerprint)


def test_discarding_a_draft_leaves_nothing_of_it(db: Database) -> None:
    with db.work() as session:
        writer = factories.person(session, "", Role.enablement)
        scenario_id = published(session, writer).id
        before = [count(session, each) for each in TABLES]
    with db.work() as session:
        scenario = queries.get_scenario(session, scenario_id)
        content = replace(Content.of(scenario.versions[0]), title="Second thoughts")
        actions.save(session, scenario, content)
    with db.work() as session:
        assert not actions.discard(session, queries.get_scenario(session, scenario_id))
    with db.work() as session:
        assert [count(session, each) for each in TABLES] == before
        with pytest.raises(WrongState):
            actions.discard(session, queries.get_scenario(session, scenario_id))


TABLES = (Scenario, ScenarioVersion, Prompt, Rubric, RubricVersion, Criterion, Level)


def test_discarding_what_was_never_published_removes_the_scenario(db: Database) -> None:
    with db.work() as session:
        writer = factories.person(session, "", Role.enablement)
        scenario_id = actions.begin(session, writer, starter.named("price-objections")).id
    with db.work() as session:
        assert actions.discard(session, queries.get_scenario(session, scenario_id))
    with db.reading() as session:
        assert [count(session, each) for each in TABLES] == [0] * len(TABLES)


def test_withdrawing_takes_it_out_of_use_and_keeps_it_readable(
    session: Session, writer: Person
) -> None:
    scenario = published(session, writer)
    version = scenario.versions[0]
    actions.withdraw(session, writer, scenario)
    assert queries.published(session) == []
    with pytest.raises(NotFound):
        queries.newest_version(session, scenario.id)
    assert queries.get_version(session, version.id).title == "60-second pitch"
    with pytest.raises(WrongState):
        actions.withdraw(session, writer, scenario)
    actions.restore(session, writer, scenario)
    assert len(queries.published(session)) == 1
    noted = set(session.scalars(select(AuditEntry.action)))
    assert noted == {"published_scenario", "withdrew_scenario", "restored_scenario"}


def test_the_starter_library_is_whole_and_ready(session: Session, writer: Person) -> None:
    added = starter.add_starter_library(session, writer)
    versions = queries.published(session)
    assert len(added) == len(versions) == len(starter.NAMES) == 11
    assert starter.add_starter_library(session, writer) == []
    for version in versions:
        assert rules.missing(version) == {}
        assert len(version.rubric_version.criteria) == 5
        assert version.persona
    calls = {version.title: version for version in versions}
    assert len(calls["Price objections"].prompts) == 4
    assert calls["60-second pitch"].target_seconds == 60
    assert [each.title for each in calls["Discovery call"].rubric_version.criteria] == [
        "Agenda set", "Compelling story", "Pain found", "Solution tied to it", "Next step closed",
    ]  # fmt: skip


def test_every_kind_begins_with_five_criteria_whose_levels_all_differ() -> None:
    for kind in Interaction:
        criteria = starter.criteria_for(kind)
        assert len(criteria) == 5
        for each in criteria:
            assert len(set(each.anchors)) == 5
            assert all(10 < len(anchor) <= 200 for anchor in each.anchors), each.title
