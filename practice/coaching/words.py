"""The words of coaching on screens."""

from practice.coaching.models import Answer, CoachingKind, Outcome

KINDS = {
    CoachingKind.one_on_one: "1:1",
    CoachingKind.meeting: "Meeting",
    CoachingKind.observation: "Observation",
}
ANSWERS = {Answer.yes: "Yes", Answer.partly: "Partly", Answer.no: "Not yet"}
OUTCOMES = {
    Outcome.kept: "Kept",
    Outcome.missed: "Missed",
    Outcome.renegotiated: "Renegotiated",
}
SETTLED = {
    Outcome.kept: "Kept. Well done.",
    Outcome.missed: "Noted as missed. What would make the next one easier?",
    Outcome.renegotiated: "Agreed on a new date.",
}
