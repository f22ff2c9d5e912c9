"""The starter library: four scenarios that a team can practice from the first day."""

from sqlalchemy.orm import Session

from practice.people.models import Person
from practice.scenarios import actions, rubrics
from practice.scenarios.models import Interaction, PromptOrder, Scenario, Teleprompter
from practice.scenarios.values import Content, said

DISCOVERY_CALL = Content(
    title="Discovery call",
    interaction=Interaction.discovery_call,
    persona=(
        "Dana Whitfield, VP of Operations at Harbor & Pine, a furniture retailer with 60 stores. "
        "Friendly, short of time, measured on how many orders arrive complete and on time. She "
        "took the call because a colleague told her to."
    ),
    brief=(
        "It is your first conversation. You have 25 minutes on the calendar; record the turning "
        "points in about five. Dana will tell you about delays if you ask; she won’t if you "
        "present. Walk through the five elements: set the agenda, tell a short story, find the "
        "pain and what it costs, tie one thing we do to it, and close a next step with a date."
    ),
    target_seconds=300,
    prompts=said(
        "“Thanks for calling. I have to be honest, I’m not sure why we’re talking. Go ahead.”",
        "“We have a system for that. It’s not perfect, but which one is?”",
        "“Deliveries arrive incomplete now and then. Everybody in this business has that.”",
        "“Interesting. And what exactly would you do differently?”",
        "“All right. Send me something and I’ll have a look.”",
    ),
    criteria=rubrics.DISCOVERY,
)

SIXTY_SECOND_PITCH = Content(
    title="60-second pitch",
    interaction=Interaction.pitch,
    persona=(
        "Luis Ortega, head of sales at a software company with 40 reps. You meet in line for "
        "coffee at a trade show. He is polite and has heard a dozen pitches today."
    ),
    brief=(
        "Say what we do so that Luis wants to hear more. Start in his world, tell one short "
        "story, give one number he can check, and end with a question. No slides, no feature "
        "list. If it takes longer than a minute, leave something out."
    ),
    target_seconds=60,
    prompts=said("“So, what is it that you do?”"),
    teleprompter=Teleprompter.bullets,
    script=(
        "Their world: what is hard there right now\n"
        "One short story: before, turning point, after\n"
        "One number they can check\n"
        "A question that is easy to answer"
    ),
    criteria=rubrics.PITCH,
)

PRICE_OBJECTIONS = Content(
    title="Price objections",
    interaction=Interaction.objection_handling,
    persona=(
        "Karen Osei, purchasing manager. She likes the product and has been asked to bring the "
        "price down. Direct, fair, and good at being quiet."
    ),
    brief=(
        "The proposal has been on her desk for a week. Four objections, one after the other, and "
        "you don’t know which comes next. Each time: pause, find out what is behind it, answer "
        "that, hold the value, and move on together. You may trade; you may not simply give away."
    ),
    target_seconds=180,
    prompt_order=PromptOrder.random,
    prompts=said(
        "“You’re twenty percent more expensive than the other offer.”",
        "“We simply don’t have the budget this year.”",
        "“Take fifteen percent off and I’ll sign today.”",
        "“Your competitor includes onboarding for free. Why should I pay for it?”",
        think=5,
        answer=45,
    ),
    criteria=rubrics.OBJECTIONS,
)

MANAGER_ONE_ON_ONE = Content(
    title="Manager 1:1",
    interaction=Interaction.one_on_one,
    persona=(
        "Jordan Blake, in the team for seven months. Books plenty of first meetings, but few of "
        "them turn into a second. Works hard, is a little discouraged, and tends to ask “just "
        "tell me what to do”."
    ),
    brief=(
        "You are Jordan’s manager; this is your weekly half hour. Record the heart of it in "
        "about four minutes. Ask rather than tell, find out whether it is a skill or something "
        "in the way, give feedback on one thing, and end with an agreement that has a count "
        "and a date. Last week Jordan promised to practice the opening three times."
    ),
    target_seconds=240,
    prompts=said(
        "“Hi. Busy week. You’ve seen my numbers, I guess.”",
        "“I don’t know why they don’t call back. Just tell me what I should say.”",
        "“I practiced once. I meant to do it three times.”",
        "“Okay, I’ll try to do better.”",
    ),
    criteria=rubrics.ONE_ON_ONE,
)

LIBRARY = (DISCOVERY_CALL, SIXTY_SECOND_PITCH, PRICE_OBJECTIONS, MANAGER_ONE_ON_ONE)


def add_starter_library(session: Session, by: Person) -> list[Scenario]:
    """Publish the four; for a demo, or for an organization that has no scenario yet."""
    return [add(session, by, content) for content in LIBRARY]


def add(session: Session, by: Person, content: Content) -> Scenario:
    """Write one down and publish it."""
    scenario = actions.begin(session, by, content)
    actions.publish(session, by, scenario)
    return scenario
