"""Then and now: the first and the final take at the moment that improved, for the rep alone."""

from sqlalchemy.orm import Session

from practice.db import Database
from practice.reviews import queries
from practice.reviews.improvement import ThenAndNow, then_and_now
from practice.reviews.models import Decision
from tests import factories
from tests.client import Page
from tests.coaching.conftest import Coached, make_coached, second_round
from tests.reviews.conftest import Scene


def shown(session: Session, scene: Scene) -> ThenAndNow | None:
    return then_and_now(session, queries.released_for(session, scene.submission.id)[0])


def test_it_shows_what_improved_where_its_evidence_stands(
    session: Session, coached: Coached
) -> None:
    found = shown(session, second_round(session, coached, Decision.met, level=4))
    assert found
    assert (found.title, found.then.level, found.now.level) == ("Pain found", 2, 4)
    assert found.rose
    assert found.then.submission.id == coached.submission.id
    assert (found.then.at_ms, found.now.at_ms) == (24_000, 16_000)


def test_one_round_or_another_take_shows_nothing(session: Session, coached: Coached) -> None:
    assert shown(session, coached.scene) is None
    assert shown(session, second_round(session, coached, Decision.another_take, 3)) is None
    assert shown(session, make_coached(session, Decision.met).scene) is None


def test_the_link_leads_to_both_takes_side_by_side(
    db: Database, stage: Coached, page: Page
) -> None:
    with db.work() as session:
        again = second_round(session, stage, Decision.met, level=4)
    path = f"/submissions/{again.submission.id}"
    page.sign_in(stage.rep)
    feedback = page.get(path)
    assert feedback.has("Then and now", "Pain found", "Attempted", "Good", "only you see this")
    (link,) = [one for one in feedback.links if one.startswith("/takes/compare")]
    assert 'data-left="24000" data-right="16000"' in page.get(link).html
    assert not page.sign_in(stage.manager).get(path).has("Then and now")


def test_both_takes_can_be_shared_with_the_team_and_taken_back(
    db: Database, stage: Coached, page: Page
) -> None:
    with db.work() as session:
        again = second_round(session, stage, Decision.met, level=4)
        peer = factories.person(session, "Noor Haddad", team=stage.scene.team)
        stranger = factories.person(session, "Sam Field")
    path = f"/submissions/{again.submission.id}"
    (link,) = [
        one for one in page.sign_in(stage.rep).get(path).links if one.startswith("/takes/compare")
    ]
    assert page.sign_in(peer).get(link, status=404)
    page.sign_in(stage.rep).submit(f"{path}/then-and-now/share")
    assert page.get(path).has("your team can watch both", "Copy the link")
    seen = page.sign_in(peer).get(link)
    assert seen.text.count("Discovery call, Priya Raman’s take") == 2
    assert "data-watched" in seen.html
    assert page.sign_in(stranger).get(link, status=404)
    page.sign_in(peer).submit(f"{path}/then-and-now/unshare", status=404)
    page.sign_in(stage.rep).submit(f"{path}/then-and-now/unshare")
    assert page.get(path).has("only you see this")
    assert page.sign_in(peer).get(link, status=404)
