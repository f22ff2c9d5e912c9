"""Everything that can happen to assignments and targets, by the name people say."""

from practice.assignments.actions.assigning import (
    assign,
    change,
    check_reach,
    check_rhythm,
    check_terms,
    close,
    publish,
)
from practice.assignments.actions.checking import check_reviewers
from practice.assignments.actions.drafting import change_running, discard, revise
from practice.assignments.actions.escalating import escalate, tell_late
from practice.assignments.actions.handing import WeakOf, hand_out_some
from practice.assignments.actions.periods import close_over, is_any_over
from practice.assignments.actions.practicing import (
    ask_for_another,
    bar_met,
    begin_practice,
    begin_review,
    complete_if_enough,
    hand_in,
    keep_as_practice,
    reopen_review,
    take_back,
)
from practice.assignments.actions.steering import (
    LONGEST_NUDGE,
    agree_date,
    decline,
    go_on,
    nudge,
    pause,
    resume,
    waive,
)
from practice.assignments.actions.upkeep import (
    close_for_leavers,
    move_to_newest,
    remind_due,
    welcome_back,
)

__all__ = [
    "LONGEST_NUDGE",
    "WeakOf",
    "agree_date",
    "ask_for_another",
    "assign",
    "bar_met",
    "begin_practice",
    "begin_review",
    "change",
    "change_running",
    "check_reach",
    "check_reviewers",
    "check_rhythm",
    "check_terms",
    "close",
    "close_for_leavers",
    "close_over",
    "complete_if_enough",
    "decline",
    "discard",
    "escalate",
    "go_on",
    "hand_in",
    "hand_out_some",
    "is_any_over",
    "keep_as_practice",
    "move_to_newest",
    "nudge",
    "pause",
    "publish",
    "remind_due",
    "reopen_review",
    "resume",
    "revise",
    "take_back",
    "tell_late",
    "waive",
    "welcome_back",
]
