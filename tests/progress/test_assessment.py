"""The assessment map: the latest released level by person and criterion."""

from datetime import timedelta

from sqlalchemy.orm import Session

from practice.db import Database
from practice.people.models import Person
from practice.progress.assessment import AssessmentMap, assessment_map
from practice.reviews.models import CriterionScore, Decision, Review, ReviewState
from practice.takes.models import Submission
from tests import factories
from tests.client import Page
from tests.progress.world import Org, days_ago, org, reviewed

HOUR = timedelta(hours=1)


def scored(
    session: Session,
    made: Org,
    levels: tuple[int, ...],
    days: float = 1,
    rep: Person | None = None,
) -> Submission:
    """A pitch handed in that many days ago, with levels on its criteria in order; Priya's, unless
    it is by somebody else."""
    take = factories.take(session, rep or made.priya, made.pitch, at=days_ago(days))
    submission = reviewed(session, take, made.dana, HOUR)
    give(session, session.query(Review).filter_by(submission_id=submission.id).one(), made, levels)
    return submission


def give(session: Session, review: Review, made: Org, levels: tuple[int, ...]) -> None:
    for criterion, level in zip(made.pitch.rubric_version.criteria, levels, strict=False):
        session.add(CriterionScore(review_id=review.id, criterion_id=criterion.id, level=level))
    session.flush()


def seen_by(session: Session, viewer: Person, made: Org) -> AssessmentMap | None:
    return assessment_map(session, viewer, [made.priya, made.tom], None)


def levels_of(shown: AssessmentMap | None, person: Person) -> dict[str, int]:
    assert shown
    board = shown.board
    return {
        title: board.seen[person.id, key].level
        for key, title in board.columns
        if (person.id, key) in board.seen
    }


def test_the_latest_submission_gives_each_level_and_older_ones_fill_the_rest(
    session: Session,
) -> None:
    made = org(session)
    scored(session, made, (2, 3), days=5)
    latest = scored(session, made, (4,), days=1)
    shown = seen_by(session, made.dana, made)
    assert levels_of(shown, made.priya) == {"Agenda set": 4, "Pain found": 3}
    assert levels_of(shown, made.tom) == {}
    assert shown
    first = shown.board.columns[0][0]
    assert shown.board.seen[made.priya.id, first].submission_id == latest.id


def test_a_draft_and_a_withdrawn_submission_show_nothing(session: Session) -> None:
    made = org(session)
    draft = scored(session, made, (1, 1))
    review = session.query(Review).filter_by(submission_id=draft.id).one()
    review.state, review.released_at = ReviewState.draft, None
    scored(session, made, (2, 2)).withdrawn_at = days_ago(0)
    session.flush()
    assert seen_by(session, made.dana, made) is None


def test_a_correction_replaces_what_it_corrects(session: Session) -> None:
    made = org(session)
    submission = scored(session, made, (1, 1))
    correction = Review(
        submission_id=submission.id, author_id=made.dana.id, revision=2, decision=Decision.met,
        state=ReviewState.released, released_at=days_ago(0),
    )  # fmt: skip
    session.add(correction)
    session.flush()
    give(session, correction, made, (5,))
    assert levels_of(seen_by(session, made.dana, made), made.priya) == {"Agenda set": 5}


def test_enablement_sees_levels_only_where_it_may_watch(session: Session) -> None:
    made = org(session)
    scored(session, made, (4, 4))
    assert seen_by(session, made.eve, made) is None
    assert seen_by(session, made.olga, made) is None


def test_a_new_manager_sees_the_levels_but_opens_only_what_was_handed_to_them(
    session: Session,
) -> None:
    made = org(session)
    scored(session, made, (4, 4))
    made.priya.home_team_id = made.east.id
    session.flush()
    shown = seen_by(session, made.olga, made)
    assert levels_of(shown, made.priya) == {"Agenda set": 4, "Pain found": 4}
    assert shown
    links = {seen.submission_id for seen in shown.board.seen.values()}
    assert links == {None}


def test_the_team_page_shows_one_scenario_at_a_time_and_leads_to_the_feedback(
    db: Database, page: Page
) -> None:
    with db.work() as session:
        made = org(session)
        submission = scored(session, made, (4, 2))
        other = factories.scenario(session, "Price objections")
        take = factories.take(session, made.tom, other)
        review = reviewed(session, take, made.dana, HOUR)
        made.pitch = other
        sent = session.query(Review).filter_by(submission_id=review.id).one()
        give(session, sent, made, (3,))
    shown = page.sign_in(made.dana).get("/team")
    heads, levels = "Person Agenda set Pain found", "Priya Raman 4 Good 2 Attempted"
    assert shown.has("Assessment map", heads, levels)
    assert f"/submissions/{submission.id}" in shown.links
    other_board = page.get(f"/team?map={other.scenario_id}")
    assert other_board.has("Tom Okafor 3 Partly")
    assert other_board.has("Priya Raman No feedback yet")
    assert page.get("/team?map=nonsense").has("Assessment map")
