"""The demo's everyday practice: plans and self-reviews, lines from calls, help, what is shared."""

from datetime import timedelta

from practice.assignments.models import AssignmentTarget
from practice.library.models import ModelLevel, ModelTake
from practice.notices.models import NoticeKind
from practice.people.models import Person
from practice.recordings.models import Captions
from practice.reviews.models import Decision, MarkerKind
from practice.scenarios.heard import MINE, heard_scenario
from practice.scenarios.models import HeardLine, ScenarioVersion
from practice.takes.models import PrepSheet, SelfReview, SelfScore, Submission, Take, TakeShare
from workers.demo.film import OBJECTION_WORDS
from workers.demo.people import Cast
from workers.demo.stage import Said, Stage

A_YEAR = timedelta(days=365)
ANSWERED = "We tried something like this two years ago, and nobody used it."
OFFERED = "Send me a one-pager and we’ll talk after the holidays."
WAITING = "Our IT will never sign off on another tool."
TAKEN_UP = "Your own customer told me that onboarding took half a year."
HEARD = (  # who, what, days ago, offered
    ("Priya", ANSWERED, 2.1, False),
    ("Priya", OFFERED, 1.2, True),
    ("Priya", WAITING, 0.3, False),
    ("Theo", "We only buy from two vendors.", 1.0, True),
)
EARLIER = ((24.0, (2, 1, 1, 2, 3)), (12.0, (3, 2, 2, 2, 3)))  # days ago, levels of a round
KEEP_ASKING = (Said(12_000, MarkerKind.ask, 2, "What would one more question have told you?"),)
SEEN = ("The agenda, in one breath, and she says yes to it.",
        "Eleven seconds of story, and it is about somebody like her.",
        "“What does an incomplete order cost you?” And then silence.",
        "One thing that we do, tied to what she just said.",
        "A date, a purpose and who else comes.")  # fmt: skip
WORDS = """WEBVTT

00:00:01.000 --> 00:00:05.500
Dana, you have twenty-five minutes. May I ask you a few things first?

00:00:06.000 --> 00:00:11.000
When an order arrives incomplete, what happens in the store?

00:00:11.500 --> 00:00:16.500
And what does one of those cost you, all in?
"""


def rounds(
    stage: Stage, rep: Person, by: Person, version: ScenarioVersion, target: AssignmentTarget
) -> Submission:
    """A rep's way to the take that was just sent back: two rounds before it, a plan, an opinion."""
    for days, levels in EARLIER:
        before = stage.submit(stage.take(rep, version, days), by, days)
        stage.review(
            before, days - 1, levels, KEEP_ASKING, Decision.another_take,
            "You are easy to listen to.", "Ask once more before you answer.",
        )  # fmt: skip
    take = stage.take(rep, version, 4, target)
    plan(stage, take, 4.1)
    opinion(stage, take, 3.98, (4, 3, 3, 3, 4))
    return stage.submit(take, by, 3.9)


def plan(stage: Stage, take: Take, days: float) -> None:
    """What was written down before a take."""
    version = stage.session.get_one(ScenarioVersion, take.scenario_version_id)
    sheet = PrepSheet(
        person_id=take.person_id, scenario_id=version.scenario_id, target_id=take.target_id,
        purpose="A second call, with the person who pays for the delays.",
        who="Dana Whitfield, VP of Operations. Took the call as a favor.",
        learn="What an incomplete order costs, and who feels it.",
        give="The story of the retailer with the same number of stores.",
        commitment="Thursday, thirty minutes, with her head of logistics.",
        remember="Wait after the first answer.", created_at=stage.ago(days),
    )  # fmt: skip
    stage.session.add(sheet)
    stage.session.flush()
    take.prep_sheet_id = sheet.id


def opinion(stage: Stage, take: Take, days: float, levels: tuple[int, ...]) -> None:
    """What the rep thought of it before the feedback came."""
    version = stage.session.get_one(ScenarioVersion, take.scenario_version_id)
    review = SelfReview(
        take_id=take.id, kept_to_plan=6, saved_at=stage.ago(days), created_at=stage.ago(days),
        worked="The agenda. I asked whether that was fine and waited.",
        did_not="I explained the product before I knew what hurts.",
        forgot="To ask what it costs",
    )  # fmt: skip
    criteria = version.rubric_version.criteria
    review.scores = [
        SelfScore(criterion_id=criterion.id, level=level)
        for criterion, level in zip(criteria, levels, strict=True)
    ]
    stage.session.add(review)
    stage.session.flush()


def hear(stage: Stage, cast: Cast, drill: ScenarioVersion) -> None:
    """Lines from real calls: one answered, some offered, one that became a prompt."""
    version = heard_scenario(stage.session)
    lines = {
        words: _line(stage, cast, who, words, days, offer) for who, words, days, offer in HEARD
    }
    answer = stage.take(cast.who("Priya"), version, 2)
    answer.heard_line_id = lines[ANSWERED].id
    sofia = cast.who("Sofia")
    taken = _line(stage, cast, "Sofia", TAKEN_UP, 6, True)
    taken.taken_up_at = stage.ago(5)
    title = f"Your line became a prompt in “{drill.title}”"
    stage.tell(sofia, NoticeKind.heard, title, 5, MINE)


def _line(stage: Stage, cast: Cast, name: str, words: str, days: float, offer: bool) -> HeardLine:
    person, at = cast.who(name), stage.ago(days)
    line = HeardLine(
        person_id=person.id, text=words, local_day=stage.day_of(person, at), created_at=at,
        offered_at=at if offer else None,
    )  # fmt: skip
    stage.session.add(line)
    stage.session.flush()
    return line


def speak(stage: Stage, author: Person, drill: ScenarioVersion) -> None:
    """One objection of the drill is heard instead of read."""
    spoken = next(each for each in drill.prompts if OBJECTION_WORDS in each.text)
    spoken.asset_id = stage.clip(author, stage.voice, 30).id
    stage.session.flush()


def show_how(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """A model take, with the expert's levels and the moments that show them."""
    elena, grace = cast.who("Elena"), cast.who("Grace")
    film = stage.films[2]
    model = ModelTake(
        scenario_id=version.scenario_id, rubric_version_id=version.rubric_version_id,
        asset_id=stage.clip(elena, film, 20).id, created_by_id=elena.id, person_id=grace.id,
        title="Grace, a call that earned the next one",
        note="Count her questions. She shows nothing before she knows what it costs.",
        consented_at=stage.ago(20), expires_on=(stage.now + A_YEAR).date(),
        published_at=stage.ago(19), created_at=stage.ago(20),
    )  # fmt: skip
    criteria = version.rubric_version.criteria
    step = film.ms // (len(criteria) + 1)
    model.levels = [
        ModelLevel(criterion_id=criterion.id, level=level, at_ms=step * place, evidence=seen)
        for place, (criterion, level, seen) in enumerate(
            zip(criteria, (5, 4, 5, 4, 5), SEEN, strict=True), 1
        )
    ]
    stage.session.add(model)
    stage.session.flush()


def share(stage: Stage, take: Take, days: float) -> None:
    """A rep lets the team watch a take that went well, with captions for those who read along."""
    take.asset.captions = Captions(body=WORDS, cues=3, uploaded_by_id=take.person_id)
    stage.session.add(TakeShare(take_id=take.id, team_id=take.team_id, shared_at=stage.ago(days)))
    stage.session.flush()


def ask_for_help(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """A free take with a question, on its way to the manager."""
    priya = cast.who("Priya")
    at = stage.at_work(priya, 1, 16.5)
    take = stage.take(priya, version, at)
    question = "The part after the number feels rushed. What would you leave out?"
    stage.submit(take, cast.who("Dana"), at, question, asks_help=True)
