"""The assessment map that a new scenario starts with, by kind of interaction.

Every anchor names something that can be seen or heard in a take, from Not present to
Excellent, so that two reviewers can agree without asking each other.
"""

from practice.scenarios.models import Interaction
from practice.scenarios.values import CriterionContent

PITCH = (
    CriterionContent(
        "Opens with their world",
        "The first sentences are about the listener, not about us.",
        (
            "Begins with our company, our product or oneself.",
            "Names the listener’s industry, but nothing they would recognize as theirs.",
            "Names a problem the listener may have, in general words.",
            "Opens with a situation this listener is in, in the words they use.",
            "Opens with a situation so familiar that the listener nods, and why it matters now.",
        ),
    ),
    CriterionContent(
        "Tells a short story",
        "One customer, one turning point, one result.",
        (
            "Lists features; nobody appears in it.",
            "Mentions a customer by name only.",
            "Tells what a customer did, without before and after.",
            "Before, turning point and after are all there and easy to follow.",
            "The story is so concrete that the listener could retell it tomorrow.",
        ),
    ),
    CriterionContent(
        "Makes the value concrete",
        "What changes for them, in time, money or risk.",
        (
            "Claims such as “leading” or “powerful”, with nothing behind them.",
            "Says that things get better, without saying what.",
            "Names a benefit, but not how large it is or for whom.",
            "Names one benefit with a number or an example the listener can check.",
            "Ties the number to something this listener is measured on.",
        ),
    ),
    CriterionContent(
        "Plain and to the point",
        "Short sentences, no jargon, inside the time.",
        (
            "Far over time, or hard to follow from the start.",
            "Understandable for insiders only; several detours.",
            "The thread is clear, with some jargon or a few sentences too many.",
            "Clear and within the time; one thought follows from the other.",
            "Every sentence earns its place; a child of twelve could follow it.",
        ),
    ),
    CriterionContent(
        "Ends with a question or a next step",
        "The listener knows what to say next.",
        (
            "Fades out, or ends with “so, yes, that’s us”.",
            "Ends with “any questions?”.",
            "Asks for a meeting, without saying why or when.",
            "Asks one question or proposes one step that fits what was said.",
            "Ends with a question the listener wants to answer, and waits for the answer.",
        ),
    ),
)

OBJECTIONS = (
    CriterionContent(
        "Stays calm and hears it out",
        "A pause before the answer; the tone stays friendly.",
        (
            "Interrupts, argues or apologizes at once.",
            "Waits, but the voice rises or speeds up.",
            "Hears it out and answers in a rush.",
            "Pauses, keeps the pace, sounds at ease.",
            "Sounds curious: the objection is welcome, and one can hear that.",
        ),
    ),
    CriterionContent(
        "Finds out what is behind it",
        "Asks before answering.",
        (
            "Answers at once without any question.",
            "Asks something, but not about the objection.",
            "Asks a closed question (“Is it the budget?”).",
            "Asks an open question that brings out the reason.",
            "Asks, listens, and says the reason back in the customer’s words before going on.",
        ),
    ),
    CriterionContent(
        "Answers the real concern",
        "What was found out is what gets answered.",
        (
            "Gives no answer, or gives in straight away.",
            "A prepared answer to another objection.",
            "A fitting answer, but only in general.",
            "Answers this concern with a fact, an example or a customer.",
            "Answers it so that the customer can use the argument inside their own company.",
        ),
    ),
    CriterionContent(
        "Holds the value",
        "The price is talked about together with what it buys.",
        (
            "Offers a discount unasked.",
            "Defends the price with our costs or the competition.",
            "Comes back to value, in general words.",
            "Sets the price against a result this customer named.",
            "Shows what waiting or the cheaper way costs, and trades, never gives away.",
        ),
    ),
    CriterionContent(
        "Moves on together",
        "Checks that it is answered, and agrees on what comes next.",
        (
            "Stops after the answer.",
            "Hurries on without checking.",
            "Asks “does that make sense?” and goes on whatever the reply.",
            "Checks whether the concern is settled, then proposes the next step.",
            "Gets a clear yes, or the next concern, and a step with a date.",
        ),
    ),
)

DISCOVERY = (
    CriterionContent(
        "Agenda set",
        "Both know what the call is for and how long it takes.",
        (
            "The call just starts.",
            "Says what the seller wants to do.",
            "Purpose and time are named; the customer isn’t asked.",
            "Purpose, time and outcome are named, and the customer agrees or adds to it.",
            "The customer’s own goal for the call stands first, and is picked up again at the end.",
        ),
    ),
    CriterionContent(
        "Compelling story",
        "Why somebody like them changed something.",
        (
            "No story; slides, features, company history.",
            "A customer name, without what happened.",
            "A story that fits the industry, told too long or too vaguely.",
            "A short story of a company like theirs: problem, change, result.",
            "The story makes the customer tell their own: “That is just like us.”",
        ),
    ),
    CriterionContent(
        "Pain found",
        "What hurts, how much, and whom.",
        (
            "No question about problems.",
            "Asks whether there are problems and takes the first answer.",
            "Finds a problem; what it costs stays open.",
            "Finds a problem, what it costs, and who feels it.",
            "The customer says aloud what happens if nothing changes, and by when it matters.",
        ),
    ),
    CriterionContent(
        "Solution tied to it",
        "Only what answers that pain, in the customer’s words.",
        (
            "Presents everything, or nothing.",
            "Shows strengths that nobody asked about.",
            "Links to the pain once, then goes through features.",
            "Shows the one or two things that answer the pain, and says how.",
            "Uses the customer’s words and number, and lets them say what it would change.",
        ),
    ),
    CriterionContent(
        "Next step closed",
        "Who does what by when, agreed on the call.",
        (
            "Ends with “I’ll send you something”.",
            "Proposes to talk again, some day.",
            "Agrees on a meeting without a date, or without the people who decide.",
            "A date, the right people and a purpose are agreed on.",
            "Both sides take something on, and the customer says why the step is worth it.",
        ),
    ),
)

ONE_ON_ONE = (
    CriterionContent(
        "Makes it their meeting",
        "The rep’s topic first, and time for the person.",
        (
            "Begins with the manager’s list or the numbers.",
            "Asks “how are you?” and goes straight to the numbers.",
            "Asks for the rep’s topics, then follows the manager’s own.",
            "The rep’s topic comes first and gets the time it needs.",
            "The rep sets the agenda, and something personal or a success is really heard.",
        ),
    ),
    CriterionContent(
        "Asks rather than tells",
        "Open questions, and silence after them.",
        (
            "Gives advice from beginning to end.",
            "Asks questions that hold the answer already.",
            "Open questions, but answers them itself when it gets quiet.",
            "Open questions, waits, asks once more about what was said.",
            "The rep finds the answer, and could say how they found it.",
        ),
    ),
    CriterionContent(
        "Tells skill from obstacle",
        "Does the rep know what to do? What keeps them from doing it?",
        (
            "Judges the person (“you need to want it more”).",
            "Talks about results only.",
            "Looks at what was done, without asking why it went that way.",
            "Finds out whether it is a skill or something in the way.",
            "Works on one behavior, with an example both have seen or heard.",
        ),
    ),
    CriterionContent(
        "Feedback that can be used",
        "One strength, one next step, both observed.",
        (
            "No feedback, or general praise or blame.",
            "Several points at once, none of them with an example.",
            "One point with an example; what to do next stays open.",
            "One strength and one next step, each with what was seen or heard.",
            "The rep says the next step in their own words and tries it right there.",
        ),
    ),
    CriterionContent(
        "Ends with an agreement",
        "A count, a date, and a look back at the last one.",
        (
            "The time is up; nothing is agreed on.",
            "“Let’s keep working on that.”",
            "An intention, without count or date.",
            "How often, by when and how both will know, said by the rep.",
            "The last agreement is looked at first, and the manager takes something on as well.",
        ),
    ),
)

CONVERSATION = (
    CriterionContent(
        "Comes prepared",
        "Knows whom they speak to and what it is for.",
        (
            "Nothing shows that they prepared.",
            "Knows the name and the company.",
            "Knows the situation, but uses little of it.",
            "Uses what they know about the person and the situation.",
            "What they know leads to a question nobody else would have asked.",
        ),
    ),
    CriterionContent(
        "Listens",
        "What was said changes what comes next.",
        (
            "Goes through their own plan whatever is said.",
            "Says “I see” and goes on.",
            "Picks up a word here and there.",
            "Says back what was heard and builds on it.",
            "Hears what was not said, and asks about it kindly.",
        ),
    ),
    CriterionContent(
        "Makes the point",
        "One message, easy to follow.",
        (
            "One can’t tell what the point is.",
            "Several points, none of them finished.",
            "The point is there, under details.",
            "One clear point, with a reason.",
            "One clear point that the other could repeat in a sentence.",
        ),
    ),
    CriterionContent(
        "Gives proof",
        "Facts, numbers or examples that can be checked.",
        (
            "Only claims.",
            "An example that doesn’t fit.",
            "A fitting example without a result.",
            "A fact or an example with a result.",
            "Proof that matters to this person, and where its limits are.",
        ),
    ),
    CriterionContent(
        "Closes the next step",
        "Who does what by when.",
        (
            "It just ends.",
            "“Let’s stay in touch.”",
            "A step without a date or an owner.",
            "A step with a date and an owner.",
            "Both sides take something on, and say why.",
        ),
    ),
)

BY_INTERACTION = {
    Interaction.pitch: PITCH,
    Interaction.objection_handling: OBJECTIONS,
    Interaction.negotiation: OBJECTIONS,
    Interaction.discovery_call: DISCOVERY,
    Interaction.one_on_one: ONE_ON_ONE,
}


def default_for(interaction: Interaction) -> tuple[CriterionContent, ...]:
    """Five criteria with anchors to begin from; every word of them can be changed."""
    return BY_INTERACTION.get(interaction, CONVERSATION)
