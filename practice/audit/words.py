"""The audit log in plain words: what each action says on the screen.

`{subject}` is whom or what it was done to, the rest comes from the entry's detail.
"""

from collections.abc import Mapping
from typing import Any

WORDS = {
    "signed_in": "signed in",
    "signed_out": "signed out",
    "signed_out_everywhere": "signed out everywhere",
    "sign_in_refused": "Refused a sign-in as {email}",
    "asked_for_reset": "Somebody asked for a new password for {subject}",
    "accepted_invite": "accepted the invitation",
    "reset_password": "chose a new password by a reset link",
    "asked_for_phone": "asked for a code to go on with on a phone",
    "continued_on_phone": "signed in on a phone by a code from their other screen",
    "changed_password": "changed their password",
    "planned_leave": "planned leave from {from} to {until}",
    "ended_leave": "ended their leave",
    "planned_leave_of": "planned leave of {subject} from {from} to {until}",
    "ended_leave_of": "ended the leave of {subject}",
    "added_person": "added {subject}",
    "changed_email": "changed the email of {subject} from {from} to {to}",
    "changed_roles": "changed the roles of {subject} from {from} to {to}",
    "moved_team": "moved {subject} from {from} to {to}",
    "made_invite": "made an invitation for {subject} ({how})",
    "made_reset": "made a reset link for {subject} ({how})",
    "deactivated": "deactivated {subject}",
    "reactivated": "reactivated {subject}",
    "changed_review_pace": "changed how often {subject} gets feedback from {from} to {to}",
    "imported_people": "imported people: {added} new, {changed} changed",
    "stopped_import": "had to stop an import of people: {added} new, {changed} changed",
    "changed_many": "finished “{told}”: {changed} of {total} changed",
    "stopped_change": "had to stop “{told}”: {changed} of {total} changed",
    "exported_left_out": "downloaded the rows that an import left out",
    "changed_hired_on": "changed the first day of {subject} from {from} to {to}",
    "changed_timezone": "changed the timezone of {subject} from {from} to {to}",
    "added_segment": "added the segment {segment}",
    "renamed_segment": "renamed the segment {from} to {to}",
    "merged_segments": "merged the segment {from} into {to}",
    "deleted_segment": "deleted the segment {segment}",
    "put_in_segment": "put {subject} into the segment {segment}",
    "took_out_of_segment": "took {subject} out of the segment {segment}",
    "exported_people": "exported the list of people",
    "exported_levels": "exported levels of {teams}: {purpose}",
    "added_team": "added the team {team}",
    "renamed_team": "renamed the team {from} to {to}",
    "added_manager": "made {subject} a manager of {team}",
    "removed_manager": "ended {subject}’s managing of {team}",
    "made_primary": "made {subject} the primary manager of {team}",
    "archived_team": "archived the team {team}",
    "restored_team": "brought back the team {team}",
    "wrote_intent": "wrote why {team} practices",
    "changed_organization": "changed {field} from {from} to {to}",
    "made_calendar_address": "made an address for their calendar",
    "stopped_calendar": "ended the address of their calendar",
    "accepted_notice": "accepted the notice about recording",
    "submitted_take": "submitted a take",
    "withdrew_take": "withdrew a submission",
    "deleted_take": "deleted a take of their own",
    "asked_for_help": "asked for help with a take",
    "shared_take": "shared a take with their team",
    "stopped_sharing_take": "stopped sharing a take with their team",
    "retired_take": "An unsubmitted take reached the end of its time and was deleted",
    "routed": "A submission went to its reviewer",
    "kept_as_practice": "A submission was kept as practice",
    "set_review_slots": "set {slots} review slots",
    "cancelled_review_slots": "took back {slots} review slots",
    "freed_review_seat": "A place in a review slot became free",
    "took_over_review": "took over a review",
    "retried_jobs": "had {count} recordings prepared once more",
    "retried_job": "had a recording of {subject} prepared once more",
    "released_feedback": "sent feedback",
    "began_correction": "began to correct feedback that was sent",
    "assigned": "assigned practice to {people} people",
    "changed_assignment": "changed an assignment",
    "edited_draft": "wrote on the draft of an assignment",
    "discarded_draft": "threw away the draft of an assignment",
    "paused_assignment": "paused an assignment",
    "resumed_assignment": "let a paused assignment go on",
    "closed_assignment": "closed an assignment",
    "agreed_new_date": "agreed a new due date",
    "waived_target": "waived an assignment for one person: {reason}",
    "published_scenario": "published the scenario {title}, version {version}",
    "withdrew_scenario": "withdrew a scenario",
    "restored_scenario": "brought back a scenario",
    "added_model_take": "added the model take {title}",
    "agreed_to_model_take": "agreed to show a part of their take as the model take {title}",
    "changed_model_take": "changed the model take {title}",
    "published_model_take": "published the model take {title}",
    "withdrew_model_take": "withdrew the model take {title}",
    "restored_model_take": "published the model take {title} again",
    "deleted_model_take": "deleted the model take {title}",
    "withdrew_consent": "no longer agrees to the model take {title}",
}
NAMES = {
    "asked_for_reset": "asked for a new password",
    "sign_in_refused": "sign-in refused",
    "changed_organization": "changed the settings",
}
FIELDS = {
    "name": "the organization’s name",
    "timezone": "the timezone",
    "first_weekday": "the first day of the week",
    "keep_unsubmitted_days": "how many days unsubmitted takes are kept",
    "coaching_minutes": "the minutes of coaching for a person and month",
    "shows_effort": "whether teammates see how often each of them practices",
}


class _Detail(dict[str, Any]):
    """What is missing from a detail reads as nothing."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(action: str, detail: Mapping[str, Any], subject: str = "") -> str:
    """What happened, without who did it. An action without words of its own reads as its name."""
    words = WORDS.get(action)
    if words is None:
        return name_of(action) + (f": {subject}" if subject else "")
    told = {key: _plain(value) for key, value in detail.items()}
    told["field"] = FIELDS.get(str(detail.get("field")), detail.get("field"))
    return words.format_map(_Detail(told | {"subject": subject or "somebody who is gone"}))


def _plain(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value == "" else value


def name_of(action: str) -> str:
    """The action in a word or two, for the filter."""
    return NAMES.get(action) or action.replace("_", " ")
