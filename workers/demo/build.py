"""The demo's story: what was assigned, who practiced, who waits for whom."""

import random
import tempfile
from datetime import timedelta
from pathlib import Path

from media.storage import Store
from practice.assignments.models import TargetState
from practice.db import Database, utcnow
from practice.notices.models import NoticeKind
from practice.people.passwords import hash_password
from practice.recordings.models import AssetState
from practice.reviews.models import Decision, MarkerKind
from practice.scenarios.models import Interaction, ScenarioVersion
from practice.scenarios.queries import published
from practice.scenarios.starter import add_starter_library
from practice.settings import Settings
from workers.demo import everyday
from workers.demo.coaching import coaching
from workers.demo.film import make_films, make_voice
from workers.demo.password import demo_password
from workers.demo.people import CAST, Cast, hire
from workers.demo.stage import Said, Stage
from workers.demo.together import ask_peers, set_time_aside
from workers.demo.weekly import every_week

WEEKS = 10
PRACTICE = "/practice"
STRENGTH, TRY, ASK = MarkerKind.strength, MarkerKind.attempt, MarkerKind.ask
ON_DISCOVERY = (
    Said(3_000, STRENGTH, 0, "Agenda set in one breath, and you asked for permission."),
    Said(11_000, TRY, 1, "Twenty seconds of product before you know the pain. Park it."),
    Said(17_500, ASK, 2, "What did you hear in her answer that you could have followed?"),
)
ON_PITCH = (
    Said(2_500, STRENGTH, 0, "You open with their world, not ours."),
    Said(14_000, STRENGTH, 1, "One number, one customer, no adjectives. Keep exactly this."),
)
TO_COME = (Said(6_000, STRENGTH, 0, "Good pause before you answer."),)
NOT_A_VIDEO = "This file isn’t a video we can read. Try the original from your phone."


def make_demo(db: Database, store: Store, settings: Settings) -> None:
    """Fill an empty database; all of it in one transaction, so that half a demo never shows."""
    hashed = hash_password(demo_password(settings))
    with tempfile.TemporaryDirectory() as folder:
        films = make_films(Path(folder), settings.ffmpeg)
        voice = make_voice(Path(folder), settings.ffmpeg)
        with db.work() as session:
            stage = Stage(session, films, voice, utcnow())
            tell_story(stage, hire(session, hashed, stage.now))
            stage.upload(store)


def tell_story(stage: Stage, cast: Cast) -> None:
    """Ten weeks of practice, four assignments under way, and something waiting for everybody."""
    add_starter_library(stage.session, cast.who("Elena"))
    library = {version.interaction: version for version in published(stage.session)}
    drill, call = library[Interaction.objection_handling], library[Interaction.discovery_call]
    everyday.speak(stage, cast.who("Elena"), drill)
    basics = (Interaction.pitch, Interaction.discovery_call, Interaction.one_on_one)
    practice_freely(stage, cast, [*(library[kind] for kind in basics), drill])
    assign_discovery(stage, cast, call)
    assign_objections(stage, cast, drill)
    everyday.show_how(stage, cast, call)
    everyday.hear(stage, cast, drill)
    pitch_freely(stage, cast, library[Interaction.pitch])
    every_week(stage, cast, library[Interaction.pitch], ON_PITCH[:1])
    one_on_one(stage, cast, library[Interaction.one_on_one])
    ask_peers(stage, cast, library[Interaction.demo])
    set_time_aside(stage, cast)
    stage.count_takes()
    coaching(stage, cast, call)
    remind(stage, cast)


def practice_freely(stage: Stage, cast: Cast, library: list[ScenarioVersion]) -> None:
    """What everybody recorded for themselves over the last weeks, more or less often."""
    chance = random.Random(7)
    for one in CAST:
        is_manager = cast.people[one.name].is_manager
        fitting = [
            version
            for version in library
            if (version.interaction == Interaction.one_on_one) == is_manager
        ]
        for week in range(WEEKS, 0, -1):
            count = max(0, one.busy + chance.randint(-2, 0))
            days = sorted((week * 7 - chance.randint(0, 4) for _ in range(count)), reverse=True)
            for place, day in enumerate(days):
                at = stage.at_work(cast.people[one.name], max(day, 3), 9 + 2.5 * place)
                stage.take(cast.people[one.name], chance.choice(fitting), at)


def assign_discovery(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """Due three days ago: met, sent back, waiting too long, late, waived."""
    elena, dana, omar = cast.who("Elena"), cast.who("Dana"), cast.who("Omar")
    given = stage.assignment(
        elena, version, 17, stage.ago(3), message="Before the quarter starts. Ask before you tell."
    )
    priya = stage.target(given, cast.who("Priya"), version, TargetState.another_take)
    priya.minimum_takes = 2
    sent_back = everyday.rounds(stage, cast.who("Priya"), dana, version, priya)
    stage.review(
        sent_back, 0.4, (4, 3, 2, 3, 4), ON_DISCOVERY, Decision.another_take,
        "Your agenda makes it easy to say yes to the call.",
        "Stay with the pain for two more questions before you show anything.",
    )  # fmt: skip
    theo = stage.target(given, cast.who("Theo"), version, TargetState.submitted)
    stage.submit(stage.take(cast.who("Theo"), version, 6, theo), dana, 6)
    for name, reviewer, days in (("Sofia", dana, 2.5), ("Grace", omar, 5.0)):
        rep = cast.who(name)
        target = stage.target(
            given, rep, version, TargetState.met,
            bar_met_at=stage.ago(1), settled_at=stage.ago(1),
        )  # fmt: skip
        done = stage.submit(stage.take(rep, version, days, target), reviewer, days)
        stage.review(
            done,
            1,
            (4, 4, 4, 5, 4),
            ON_DISCOVERY[:1],
            Decision.met,
            "Calm, and always one question ahead.",
        )
        if name == "Sofia":
            everyday.share(stage, done.take, 1)
    stage.target(given, cast.who("Marcus"), version)
    luis = stage.target(given, cast.who("Luis"), version, TargetState.practicing)
    stage.take(cast.who("Luis"), version, 5, luis)
    stage.target(
        given, cast.who("Hannah"), version, TargetState.waived,
        reason="On parental leave until May", settled_at=stage.ago(9), settled_by_id=omar.id,
    )  # fmt: skip


def assign_objections(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """Due tomorrow, three takes each: most are on their way."""
    elena, dana, omar = cast.who("Elena"), cast.who("Dana"), cast.who("Omar")
    given = stage.assignment(
        elena, version, 6, stage.now + timedelta(days=1), minimum_takes=3,
        message="Price comes up in every second call. Three takes, then hand in your best.",
    )  # fmt: skip
    practicing = {"Priya": 2, "Sofia": 1, "Hannah": 1}
    for name, count in practicing.items():
        target = stage.target(given, cast.who(name), version, TargetState.practicing)
        for number in range(count):
            stage.take(cast.who(name), version, 2 - number * 0.9, target)
    for name in ("Theo", "Luis"):
        stage.target(given, cast.who(name), version)
    marcus = stage.target(given, cast.who("Marcus"), version, TargetState.submitted)
    takes = [stage.take(cast.who("Marcus"), version, days, marcus) for days in (3, 2, 1.2)]
    stage.submit(takes[-1], dana, 1.1, "Is the pause after the price too long?")
    grace = stage.target(given, cast.who("Grace"), version, TargetState.in_review)
    takes = [stage.take(cast.who("Grace"), version, days, grace) for days in (3.5, 3, 2.5)]
    begun = stage.submit(takes[-1], omar, 2.2)
    stage.review(begun, 0.1, (4, 3), TO_COME, None)


def pitch_freely(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """Takes without an assignment: one that met the bar, and two that went wrong."""
    priya, dana = cast.who("Priya"), cast.who("Dana")
    liked = stage.submit(stage.take(priya, version, 9), dana, 9, "Would you buy after this?")
    stage.review(
        liked, 7, (5, 4, 4, 4, 5), ON_PITCH, Decision.met,
        "You sound like somebody who has done this job.", "Say the last sentence slower.",
    )  # fmt: skip
    everyday.ask_for_help(stage, cast, version)
    stage.take(priya, version, 1.5, state=AssetState.partial)
    stage.take(cast.who("Theo"), version, 1, state=AssetState.unreadable, sentence=NOT_A_VIDEO)


def one_on_one(stage: Stage, cast: Cast, version: ScenarioVersion) -> None:
    """Managers practice too."""
    stage.take(cast.who("Dana"), version, 3)


def remind(stage: Stage, cast: Cast) -> None:
    """What people were told besides what waits for them."""
    priya, marcus = cast.who("Priya"), cast.who("Marcus")
    stage.tell(priya, NoticeKind.due_tomorrow, "“Price objections” is due tomorrow", 0.2, PRACTICE)
    nudge = "Dana Moss: how is your discovery call going? Ten minutes are enough for a first take."
    stage.tell(marcus, NoticeKind.nudge, nudge, 0.3, PRACTICE)
