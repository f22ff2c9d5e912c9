"""Who sees a take: the list, the door and the sentence agree, whoever asks."""

import random
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from practice.assignments.models import OPEN_STATES, ReviewerRule, TargetState
from practice.db import utcnow
from practice.errors import NotFound
from practice.people.actions import change_roles
from practice.people.models import Person, PersonRole, Role, Team, TeamManager
from practice.people.queries import teams_below
from practice.takes import queries
from practice.takes.models import PeerSeat, Take, TakeShare
from tests import factories as make


def company(session: Session, dice: random.Random) -> tuple[list[Person], list[Team]]:
    """Some teams with managers who sit in other teams, some of them gone."""
    people = [make.person(session, "", *dice.sample(list(Role), 2)) for _ in range(8)]
    teams = [make.team(session) for _ in range(4)]
    for person in people:
        person.home_team_id = dice.choice([None, *(team.id for team in teams)])
    for team in teams:
        for manager in dice.sample(people, 2):
            session.add(TeamManager(team_id=team.id, person_id=manager.id))
            if not manager.has(Role.manager):  # whoever manages a team is one
                manager.roles.append(PersonRole(role=Role.manager))
    people[0].deactivated_at = utcnow()
    session.flush()
    return people, teams


def take_of(session: Session, people: list[Person], teams: list[Team], dice: random.Random) -> Take:
    """A take in some state: free or for a target, private, handed in, routed or taken back."""
    rep, target = dice.choice(people), None
    if dice.random() < 0.6:
        target = make.target(session, rep, by=people[0])
        target.assignment.enablement_sees = dice.random() < 0.5
        target.assignment.reviewer_rule = dice.choice(list(ReviewerRule))
        target.assignment.peer_count = 2
        target.state = dice.choice([*OPEN_STATES, TargetState.met, TargetState.closed])
    take = make.take(session, rep, target=target)
    if dice.random() < 0.8:
        reviewer = dice.choice([None, *people])
        made = make.submission(session, take, reviewer=reviewer if reviewer != rep else None)
        made.routed_at = utcnow() if dice.random() < 0.5 else None
        made.team_id = dice.choice([None, *(team.id for team in teams)])
        made.withdrawn_at = utcnow() if dice.random() < 0.2 else None
        made.asks_help = dice.random() < 0.2
        made.kept_at = utcnow() if dice.random() < 0.2 else None
        if target is not None and target.assignment.reviewer_rule == ReviewerRule.peers:
            for peer in dice.sample([one for one in people if one != rep], 2):
                freed_at = utcnow() if dice.random() < 0.3 else None
                session.add(PeerSeat(submission_id=made.id, person_id=peer.id, freed_at=freed_at))
    if dice.random() < 0.5:
        team = dice.choice(teams).id
        shared = TakeShare(take_id=take.id, team_id=team, shared_at=utcnow())
        shared.revoked_at = utcnow() if dice.random() < 0.2 else None
        session.add(shared)
    session.flush()
    session.expire_all()
    return take


@pytest.mark.parametrize("seed", range(25))
def test_what_is_listed_is_what_the_door_lets_in(session: Session, seed: int) -> None:
    dice = random.Random(seed)
    people, teams = company(session, dice)
    takes = [take_of(session, people, teams, dice) for _ in range(6)]
    for person in people[1:]:  # who left can't even ask
        seen = {take.id for take in session.scalars(queries.visible_to(person))}
        for take in takes:
            viewers = queries.viewers_of(session, take)
            assert viewers.may_see(person) == (take.id in seen), (person.name, viewers)


def org(session: Session) -> dict[str, Person]:
    boss = make.person(session, "Sam Hale", Role.manager)
    top = make.team(session, "Sales", boss)
    dana = make.person(session, "Dana Lee", Role.manager, team=top)
    east = make.team(session, "East", dana)
    return {
        "maya": make.person(session, "Maya Chen", team=east),
        "peer": make.person(session, "Priya Raman", team=east),
        "dana": dana,
        "sam": boss,
        "enablement": make.person(session, "Eve Moss", Role.enablement),
        "admin": make.person(session, "Ada Root", Role.admin),
    }


def who(session: Session, take: Take, people: dict[str, Person]) -> set[str]:
    viewers = queries.viewers_of(session, take)
    return {name for name, person in people.items() if viewers.may_see(person)}


def test_a_take_is_its_reps_alone_until_it_is_submitted(session: Session) -> None:
    people = org(session)
    take = make.take(session, people["maya"])
    assert who(session, take, people) == {"maya"}
    sentence = queries.viewers_of(session, take).sentence_for(people["maya"])
    assert sentence == (
        "Only you can see this. Once submitted, Dana Lee (who reviews it) and Sam Hale can see it."
    )


def test_a_submitted_take_is_seen_by_the_reviewer_and_the_line_and_by_no_admin(
    session: Session,
) -> None:
    people = org(session)
    take = make.take(session, people["maya"])
    make.submission(session, take, reviewer=people["dana"])
    assert who(session, take, people) == {"maya", "dana", "sam"}
    viewers = queries.viewers_of(session, take)
    assert viewers.sentence_for(people["maya"]) == (
        "You, Dana Lee (who reviews it) and Sam Hale can see this."
    )
    assert viewers.sentence_for(people["sam"]) == (
        "Maya Chen, Dana Lee (who reviews it) and you can see this."
    )


def test_enablement_sees_what_the_assignment_says_and_what_nobody_else_reviews(
    session: Session,
) -> None:
    people = org(session)
    target = make.target(session, people["maya"], by=people["enablement"])
    target.assignment.enablement_sees = True
    take = make.take(session, people["maya"], target=target)
    make.submission(session, take, reviewer=people["dana"])
    assert "enablement" in who(session, take, people)
    alone = make.take(session, people["sam"])
    make.submission(session, alone).routed_at = utcnow()
    assert who(session, alone, people) == {"sam", "enablement"}


def test_taking_it_back_makes_it_private_again(session: Session) -> None:
    people = org(session)
    take = make.take(session, people["maya"])
    make.submission(session, take, reviewer=people["dana"]).withdrawn_at = utcnow()
    assert who(session, take, people) == {"maya"}


def test_a_new_manager_sees_older_submissions_only_of_open_targets(session: Session) -> None:
    people = org(session)
    old = make.take(session, people["maya"])
    make.submission(session, old, reviewer=people["dana"])
    target = make.target(session, people["maya"])
    current = make.take(session, people["maya"], target=target)
    make.submission(session, current, reviewer=people["dana"])
    people["newcomer"] = make.person(session, "Noor Aziz", Role.manager)
    people["maya"].home_team_id = make.team(session, "West", people["newcomer"]).id
    session.flush()
    assert "newcomer" not in who(session, old, people)
    assert "newcomer" in who(session, current, people)
    assert "dana" in who(session, old, people)


def test_a_new_round_is_announced_to_the_reviewer_of_the_last(session: Session) -> None:
    people = org(session)
    target = make.target(session, people["maya"])
    first = make.take(session, people["maya"], target=target)
    made = make.submission(session, first, reviewer=people["sam"])
    made.created_at -= timedelta(days=2)
    session.flush()
    viewers = queries.expected_viewers(session, people["maya"], target)
    assert viewers.reviewer == people["sam"]


def test_who_stops_being_a_manager_sees_nothing_from_then_on(session: Session) -> None:
    people = org(session)
    take = make.take(session, people["maya"])
    make.submission(session, take, reviewer=people["dana"])
    assert who(session, take, people) == {"maya", "dana", "sam"}
    change_roles(session, people["dana"], {Role.rep}, people["admin"])
    session.flush()
    session.expire_all()
    assert "dana" not in who(session, take, people)
    assert not session.scalars(queries.visible_to(people["dana"])).all()
    assert not teams_below(session, people["dana"])


def test_teammates_see_what_is_shared_and_the_sentence_says_so(session: Session) -> None:
    people = org(session)
    take = make.take(session, people["maya"])
    make.share(session, take)
    assert who(session, take, people) == {"maya", "peer"}
    viewers = queries.viewers_of(session, take)
    assert viewers.sentence_for(people["maya"]) == (
        "You and everybody in East can see this. Once submitted, Dana Lee (who reviews it) and "
        "Sam Hale can see it."
    )
    assert viewers.sentence_for(people["peer"]) == (
        "Maya Chen shares this with East and can take it back at any time."
    )


def test_sharing_and_submitting_add_up(session: Session) -> None:
    people = org(session)
    take = make.take(session, people["maya"])
    make.share(session, take)
    make.submission(session, take, reviewer=people["dana"])
    assert who(session, take, people) == {"maya", "peer", "dana", "sam"}
    viewers = queries.viewers_of(session, take)
    assert viewers.sentence_for(people["maya"]) == (
        "You, Dana Lee (who reviews it), Sam Hale and everybody in East can see this."
    )
    assert not viewers.may_know(people["peer"])
    assert viewers.sentence_for(people["peer"]).startswith("Maya Chen shares this with East")


def test_a_manager_who_is_in_the_team_is_named_before_it_is_shared(session: Session) -> None:
    people = org(session)
    people["dana"].home_team_id = people["maya"].home_team_id
    take = make.take(session, people["maya"])
    make.share(session, take)
    assert who(session, take, people) == {"maya", "peer", "dana"}
    sentence = queries.viewers_of(session, take).sentence_for(people["maya"])
    assert sentence.startswith("You and everybody in East (Dana Lee among them) can see this.")


def test_what_is_shared_tells_teammates_nothing_of_its_submission(session: Session) -> None:
    people = org(session)
    take = make.take(session, people["maya"])
    make.share(session, take)
    submission = make.submission(session, take, reviewer=people["dana"])
    assert queries.get_take(session, people["peer"], take.id).id == take.id
    with pytest.raises(NotFound):
        queries.get_submission(session, people["peer"], submission.id)
