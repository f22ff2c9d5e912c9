"""Every door on one page: who may come in. A route that is not in here fails the suite.

One line is a method, a rule, who gets through, and which thing of the `World` (see
world.py) stands for each part of the address. Everybody who is not named gets
404 (a denied thing looks like an absent one), 403, or is asked to sign in.

The people: `rep` owns the things; `peer` is on the same team; `manager` runs that team and
`other_manager` another one; then `enablement`, `admin`, somebody `deactivated`, and
`anonymous`. Managers, enablement and admins here hold no other role.
"""

from typing import NamedTuple

PEOPLE = ("anonymous", "deactivated", "rep", "peer", "manager", "other_manager", "enablement",
          "admin")  # fmt: skip

ANYONE = frozenset(PEOPLE)
SIGNED_IN = ANYONE - {"anonymous", "deactivated"}
NOBODY: frozenset[str] = frozenset()
STEERS = frozenset({"manager", "enablement"})  # those who lead the rep
LEADERS = frozenset({"manager", "other_manager", "enablement"})


class Door(NamedTuple):
    """One route with one method."""

    method: str
    rule: str
    allowed: frozenset[str]
    things: dict[str, str]


def door(method: str, rule: str, allowed: frozenset[str] | set[str] | str, **things: str) -> Door:
    """One line of the table; `allowed` may be names in one string."""
    names = frozenset(allowed.split()) if isinstance(allowed, str) else frozenset(allowed)
    assert names <= ANYONE, names - ANYONE
    return Door(method, rule, names, things)


HANDED_IN = {"submission_id": "submission"}
REVIEWED = {"submission_id": "reviewed_submission"}
SUBMITTED = {"take_id": "submitted_take"}
TAKEN_BACK = {"submission_id": "withdrawn_submission"}
IN_THE_EAST = {"submission_id": "eastern_submission"}
POOLED = {"submission_id": "pooled_submission"}
SEEN = {"submission_id": "seen_submission"}
DRAFTED = {"submission_id": "drafted_submission"}
COMMENT_MEDIA = "/submissions/<uuid:submission_id>/comments/<uuid:comment_id>/media"
SHARED_WORDS = {"comment_id": "shared_words"}
EASTERN = frozenset({"other_manager", "enablement"})  # those who lead the other team
TAKES = {  # who opens a take besides the private and the submitted one
    "withdrawn_take": "rep",
    "deleted_take": "rep",
    "unseen_take": "rep",  # private, though enablement sees what is submitted for it
    "seen_take": "rep manager enablement",
    "eastern_take": "other_manager",
    "pooled_take": "enablement",
}
LEARNERS = frozenset({"rep", "peer", "manager", "other_manager"})  # who may score a model take
MODELS = {  # who opens a model take
    "model": SIGNED_IN,
    "draft_model": "enablement",
    "withdrawn_model": "enablement",
    "expired_model": "enablement",
}

DOORS = [
    # --- the app itself
    door("GET", "/healthz", ANYONE),
    # --- people (the room accounts)
    door("GET", "/sign-in", ANYONE),
    door("POST", "/sign-in", ANYONE),
    door("POST", "/sign-out", SIGNED_IN),
    door("POST", "/sign-out/everywhere", SIGNED_IN),
    door("GET", "/session", SIGNED_IN),  # tells the others that they are signed out
    door("GET", "/forgot-password", ANYONE),
    door("POST", "/forgot-password", ANYONE),
    door("GET", "/link/<token>", ANYONE, token="invite_token"),
    door("GET", "/link/<token>", NOBODY, token="spent_token"),
    door("POST", "/link/<token>", ANYONE, token="invite_token"),
    door("POST", "/link/<token>", NOBODY, token="spent_token"),
    door("POST", "/phone-links", SIGNED_IN),
    door("GET", "/phone-links/<uuid:link_id>", "rep", link_id="phone_link"),
    door("GET", "/phone-links/<uuid:link_id>", NOBODY, link_id="invite_link"),
    door("GET", "/phone/<token>", "anonymous deactivated rep", token="phone_token"),
    door("GET", "/phone/<token>", NOBODY, token="spent_token"),
    door("GET", "/phone/<token>", NOBODY, token="invite_token"),
    door("POST", "/phone/<token>", "anonymous deactivated rep", token="phone_token"),
    door("POST", "/phone/<token>", NOBODY, token="spent_token"),
    door("POST", "/phone/<token>", NOBODY, token="invite_token"),
    door("GET", "/link/<token>", NOBODY, token="phone_token"),
    door("POST", "/link/<token>", NOBODY, token="phone_token"),
    door("GET", "/profile", SIGNED_IN),
    door("POST", "/profile", SIGNED_IN),
    door("GET", "/profile/password", SIGNED_IN),
    door("POST", "/profile/password", SIGNED_IN),
    door("POST", "/profile/leave", "manager other_manager"),
    door("POST", "/profile/mail", SIGNED_IN),
    door("GET", "/people", "admin"),
    door("GET", "/people/add", "admin"),
    door("POST", "/people/add", "admin"),
    door("GET", "/people/import", "admin"),
    door("POST", "/people/import", "admin"),
    door("POST", "/people/import/apply", "admin"),
    door("GET", "/people/import/template.csv", "admin"),
    door("GET", "/people/export.csv", "admin"),
    door("GET", "/people/<uuid:person_id>", "admin", person_id="person"),
    door("POST", "/people/<uuid:person_id>", "admin", person_id="person"),
    door("POST", "/people/<uuid:person_id>/invite", "admin", person_id="newcomer"),
    door("POST", "/people/<uuid:person_id>/link", "admin", person_id="newcomer"),
    door("POST", "/people/<uuid:person_id>/deactivate", "admin", person_id="person"),
    door("POST", "/people/<uuid:person_id>/reactivate", "admin", person_id="person"),
    door("GET", "/teams", "admin"),
    door("POST", "/teams", "admin"),
    door("GET", "/teams/<uuid:team_id>", "admin", team_id="team"),
    door("POST", "/teams/<uuid:team_id>", "admin", team_id="team"),
    door("POST", "/teams/<uuid:team_id>/managers", "admin", team_id="team"),
    door(
        "POST",
        "/teams/<uuid:team_id>/managers/<uuid:person_id>/remove",
        "admin",
        team_id="team",
        person_id="team_manager",
    ),
    door(
        "POST",
        "/teams/<uuid:team_id>/managers/<uuid:person_id>/primary",
        "admin",
        team_id="team",
        person_id="team_manager",
    ),
    door(
        "POST",
        "/teams/<uuid:team_id>/managers/<uuid:person_id>/remove",
        NOBODY,
        team_id="team",
        person_id="person",
    ),  # manages nothing
    door("POST", "/teams/<uuid:team_id>/archive", "admin", team_id="team"),
    door("POST", "/teams/<uuid:team_id>/restore", "admin", team_id="team"),
    door("GET", "/settings", "admin"),
    door("POST", "/settings", "admin"),
    door("GET", "/intent", "manager other_manager"),
    door("POST", "/teams/<uuid:team_id>/intent", "manager", team_id="team"),
    door("POST", "/teams/<uuid:team_id>/intent", "other_manager", team_id="other_team"),
    # --- audit
    door("GET", "/audit", "admin"),
    # --- notices
    door("GET", "/inbox", SIGNED_IN),
    door("POST", "/inbox/<uuid:notice_id>/open", "rep", notice_id="notice"),
    door("POST", "/inbox/<uuid:notice_id>/open", "manager", notice_id="manager_notice"),
    door("POST", "/inbox/read", SIGNED_IN),
    door("GET", "/mail-off/<token>", ANYONE, token="mail_token"),  # the signature is the permission
    door("GET", "/mail-off/<token>", NOBODY, token="spent_token"),
    door("POST", "/mail-off/<token>", ANYONE, token="mail_token"),
    door("POST", "/mail-off/<token>", NOBODY, token="spent_token"),
    # --- recordings
    door("GET", "/recordings/<uuid:asset_id>", "rep", asset_id="recording"),
    door("GET", "/recordings/<uuid:asset_id>", "rep", asset_id="submitted_recording"),
    door("GET", "/recordings/<uuid:asset_id>", NOBODY, asset_id="deleted_recording"),
    door("GET", "/recordings/<uuid:asset_id>", NOBODY, asset_id="eastern_recording"),
    door("POST", "/recordings/<uuid:asset_id>/pieces", NOBODY, asset_id="eastern_recording"),
    door("POST", "/recordings/<uuid:asset_id>/pieces", "rep", asset_id="recording"),
    door("POST", "/recordings/speed", SIGNED_IN),
    door("POST", "/recordings", LEADERS | {"rep", "peer"}),
    door("GET", "/recordings/<uuid:asset_id>/media", "rep", asset_id="recording"),
    door("GET", "/recordings/<uuid:asset_id>/media", NOBODY, asset_id="eastern_recording"),
    door("GET", "/jobs", "admin"),
    door("GET", "/jobs/live", "admin"),
    door("POST", "/jobs/retry", "admin"),
    door("POST", "/jobs/<uuid:job_id>/retry", "admin", job_id="failed_job"),
    door("GET", "/store/<path:token>", NOBODY, token="forged"),  # a signature is the permission
    door("PUT", "/store/<path:token>", NOBODY, token="forged"),
    # --- scenarios
    door("GET", "/scenarios", "enablement"),
    door("GET", "/scenarios/<uuid:scenario_id>", SIGNED_IN, scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>", NOBODY, scenario_id="hidden"),  # never published
    door("GET", "/practice/<uuid:scenario_id>", NOBODY, scenario_id="hidden"),
    door("GET", "/scenarios/<uuid:scenario_id>/edit", "enablement", scenario_id="hidden"),
    door("GET", "/scenarios/new", "enablement"),
    door("POST", "/scenarios/new", "enablement"),
    door("GET", "/scenarios/<uuid:scenario_id>/edit", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/edit", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/publish", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/discard", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/withdraw", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/restore", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/duplicate", "enablement", scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>/try", "enablement", scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>/try", "enablement", scenario_id="hidden"),
    door("POST", "/scenarios/heard/<uuid:line_id>/aside", "enablement", line_id="offered_line"),
    door("POST", "/scenarios/heard/<uuid:line_id>/aside", NOBODY, line_id="heard_line"),
    door("GET", "/prompts/<uuid:prompt_id>", SIGNED_IN, prompt_id="prompt"),
    door("GET", "/prompts/<uuid:prompt_id>", "enablement", prompt_id="hidden_prompt"),
    door("POST", "/scenarios/starter", "enablement"),
    door(
        "GET",
        "/scenarios/<uuid:scenario_id>/versions/<int:number>/diff",
        "enablement",
        scenario_id="edited",
        number="2",
    ),
    door("GET", "/scenarios/<uuid:scenario_id>/files", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/files", "enablement", scenario_id="scenario"),
    door(
        "POST",
        "/scenarios/<uuid:scenario_id>/files/<uuid:attachment_id>/remove",
        "enablement",
        scenario_id="edited",
        attachment_id="attachment",
    ),
    door("GET", "/attachments/<uuid:attachment_id>", SIGNED_IN, attachment_id="attachment"),
    door("GET", "/attachments/<uuid:attachment_id>", "enablement", attachment_id="hidden_file"),
    door("GET", "/scenarios/import", "enablement"),
    door("POST", "/scenarios/import", "enablement"),
    door("POST", "/scenarios/import/apply", "enablement"),
    door("GET", "/scenarios/<uuid:scenario_id>/export", "enablement", scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>/export", "enablement", scenario_id="hidden"),
    # --- model takes; the rep is seen in the published one
    door("GET", "/scenarios/<uuid:scenario_id>/models/new", "enablement", scenario_id="scenario"),
    door("POST", "/scenarios/<uuid:scenario_id>/models/new", "enablement", scenario_id="scenario"),
    door("GET", "/scenarios/<uuid:scenario_id>/models/new", NOBODY, scenario_id="hidden"),
    door("POST", "/scenarios/<uuid:scenario_id>/models/new", NOBODY, scenario_id="hidden"),
    *[
        door("GET", f"/models/<uuid:model_id>{part}", who, model_id=model)
        for model, who in MODELS.items()
        for part in ("", "/example", "/media", "/storyboard.vtt", "/captions.vtt")
    ],
    *[
        door("POST", f"/models/<uuid:model_id>/{verb}", who, model_id=model)
        for model, who in {"model": LEARNERS, "withdrawn_model": NOBODY}.items()
        for verb in ("score", "look")
    ],
    door("GET", "/models", SIGNED_IN),
    door("POST", "/models/<uuid:model_id>/disagree", "rep", model_id="model"),
    door("POST", "/models/<uuid:model_id>/disagree", NOBODY, model_id="expired_model"),
    door("GET", "/models/<uuid:model_id>/edit", "enablement", model_id="model"),
    door("GET", "/models/<uuid:model_id>/status", "enablement", model_id="model"),
    *[
        door("POST", f"/models/<uuid:model_id>/{verb}", "enablement", model_id="model")
        for verb in ("edit", "publish", "withdraw", "delete", "captions", "captions/remove")
    ],
    # --- assignments
    door("GET", "/assignments", LEADERS),
    door("GET", "/assignments/new", LEADERS),
    door("POST", "/assignments/new", LEADERS),
    door("GET", "/assignments/preview", LEADERS),
    door("GET", "/assignments/people", LEADERS),
    door("GET", "/assignments/<uuid:assignment_id>/edit", STEERS, assignment_id="assignment"),
    door("POST", "/assignments/<uuid:assignment_id>/edit", STEERS, assignment_id="assignment"),
    door("POST", "/assignments/<uuid:assignment_id>/close", STEERS, assignment_id="assignment"),
    door("GET", "/targets/<uuid:target_id>", "rep manager enablement", target_id="target"),
    door("POST", "/targets/<uuid:target_id>/nudge", STEERS, target_id="target"),
    door("POST", "/targets/<uuid:target_id>/new-date", STEERS, target_id="target"),
    door("POST", "/targets/<uuid:target_id>/waive", STEERS, target_id="target"),
    door("POST", "/targets/<uuid:target_id>/decline", "rep", target_id="optional_target"),
    door("POST", "/targets/<uuid:target_id>/resume", "rep", target_id="optional_target"),
    door("GET", "/targets/<uuid:target_id>", EASTERN, target_id="eastern_target"),
    door("POST", "/targets/<uuid:target_id>/nudge", EASTERN, target_id="eastern_target"),
    door("POST", "/targets/<uuid:target_id>/new-date", EASTERN, target_id="eastern_target"),
    door("POST", "/targets/<uuid:target_id>/waive", EASTERN, target_id="eastern_target"),
    door("POST", "/targets/<uuid:target_id>/decline", NOBODY, target_id="eastern_target"),
    door(
        "GET", "/assignments/<uuid:assignment_id>/edit", EASTERN, assignment_id="eastern_assignment"
    ),
    # --- takes
    door("GET", "/practice", SIGNED_IN),
    door("GET", "/practice/<uuid:scenario_id>", SIGNED_IN, scenario_id="scenario"),
    door("GET", "/practice/one", SIGNED_IN),
    door("GET", "/heard", SIGNED_IN),
    door("POST", "/heard", SIGNED_IN),
    *[
        door("POST", f"/heard/<uuid:line_id>/{act}", who, line_id=line)
        for act in ("offer", "take-back", "delete")
        for line, who in (("heard_line", "rep"), ("offered_line", "rep"), ("eastern_line", ""))
    ],
    door("GET", "/record", SIGNED_IN),
    door("POST", "/record/notice", SIGNED_IN),
    door("POST", "/recordings/<uuid:asset_id>/finish", "rep", asset_id="recording"),
    door("GET", "/takes", SIGNED_IN),
    door("POST", "/takes", SIGNED_IN),
    door("GET", "/takes/<uuid:take_id>", "rep", take_id="take"),
    door("GET", "/takes/<uuid:take_id>", "rep manager", **SUBMITTED),
    door("GET", "/takes/<uuid:take_id>/status", "rep", take_id="take"),
    door("GET", "/takes/<uuid:take_id>/status", "rep manager", **SUBMITTED),
    door("GET", "/takes/<uuid:take_id>/media", "rep", take_id="take"),
    door("GET", "/takes/<uuid:take_id>/media", "rep manager", **SUBMITTED),
    *[
        door("GET", f"/takes/<uuid:take_id>{part}", who, take_id=take)
        for take, who in TAKES.items()
        for part in ("", "/status")
    ],
    door("GET", "/takes/<uuid:take_id>/media", "rep", take_id="withdrawn_take"),
    door("GET", "/takes/<uuid:take_id>/media", NOBODY, take_id="deleted_take"),
    door("GET", "/takes/<uuid:take_id>/media", "enablement", take_id="pooled_take"),
    door("POST", "/takes/<uuid:take_id>/watched", "enablement", take_id="pooled_take"),
    door("GET", "/takes/<uuid:take_id>/download", NOBODY, take_id="eastern_take"),
    door("GET", "/takes/<uuid:take_id>/download", NOBODY, take_id="deleted_take"),
    door("POST", "/takes/<uuid:take_id>/submit", NOBODY, take_id="eastern_take"),
    door("POST", "/takes/<uuid:take_id>/delete", NOBODY, take_id="eastern_take"),
    door("POST", "/takes/<uuid:take_id>/watched", "rep", take_id="take"),
    door("POST", "/takes/<uuid:take_id>/watched", "rep manager", **SUBMITTED),
    door("GET", "/takes/<uuid:take_id>/download", "rep", **SUBMITTED),
    door("POST", "/takes/<uuid:take_id>/submit", "rep", take_id="take"),
    door("POST", "/takes/<uuid:take_id>/withdraw", "rep", **SUBMITTED),
    door("POST", "/takes/<uuid:take_id>/discard", "rep", take_id="take"),
    door("GET", "/takes/compare", SIGNED_IN),
    door("GET", "/practice/<uuid:scenario_id>/prepare", SIGNED_IN, scenario_id="scenario"),
    door("POST", "/practice/<uuid:scenario_id>/prepare", SIGNED_IN, scenario_id="scenario"),
    door("GET", "/practice/<uuid:scenario_id>/prepare", NOBODY, scenario_id="hidden"),
    door("POST", "/practice/<uuid:scenario_id>/prepare", NOBODY, scenario_id="hidden"),
    *[
        door("POST", f"/takes/<uuid:take_id>/{verb}", who, take_id=take)
        for verb in ("self-review", "ask", "share", "stop-sharing")
        for take, who in (
            ("submitted_take", "rep"),
            ("shared_take", "rep"),
            ("eastern_take", ""),
        )
    ],
    # --- shared with the team: it watches, and nothing else
    *[
        door("GET", f"/takes/<uuid:take_id>{part}", "rep peer", take_id="shared_take")
        for part in ("", "/status", "/media", "/captions.vtt", "/storyboard.vtt")
    ],
    *[
        door("GET", f"/takes/<uuid:take_id>{part}", who, take_id=take)
        for part in ("", "/media")
        for take, who in (
            ("unshared_take", "rep"),
            ("moved_take", ""),
            ("shared_submitted_take", "rep peer manager"),
        )
    ],
    door("POST", "/takes/<uuid:take_id>/watched", "rep peer", take_id="shared_take"),
    door("GET", "/takes/<uuid:take_id>/download", "rep", take_id="shared_take"),
    door("POST", "/takes/<uuid:take_id>/delete", "rep", take_id="shared_take"),
    door("POST", "/takes/<uuid:take_id>/submit", "rep", take_id="shared_take"),
    door("POST", "/takes/<uuid:take_id>/captions", "rep", take_id="shared_take"),
    door(
        "GET", "/submissions/<uuid:submission_id>", "rep manager", submission_id="shared_submission"
    ),
    door(
        "GET", "/submissions/<uuid:submission_id>/pinned", "rep", submission_id="shared_submission"
    ),
    door("POST", "/takes/<uuid:take_id>/delete", "rep", take_id="take"),
    door("GET", "/takes/<uuid:take_id>/captions.vtt", "rep", take_id="take"),
    door("GET", "/takes/<uuid:take_id>/captions.vtt", "rep manager", **SUBMITTED),
    *[
        door("GET", "/takes/<uuid:take_id>/captions.vtt", who, take_id=take)
        for take, who in (TAKES | {"deleted_take": ""}).items()
    ],
    door("GET", "/takes/<uuid:take_id>/storyboard.vtt", "rep", take_id="take"),
    door("GET", "/takes/<uuid:take_id>/storyboard.vtt", "rep manager", **SUBMITTED),
    *[
        door("GET", "/takes/<uuid:take_id>/storyboard.vtt", who, take_id=take)
        for take, who in (TAKES | {"deleted_take": ""}).items()
    ],
    door("POST", "/takes/<uuid:take_id>/captions", "rep", take_id="take"),
    door("POST", "/takes/<uuid:take_id>/captions", "rep", **SUBMITTED),
    door("POST", "/takes/<uuid:take_id>/captions", NOBODY, take_id="eastern_take"),
    door("POST", "/takes/<uuid:take_id>/captions/remove", "rep", take_id="take"),
    door("POST", "/takes/<uuid:take_id>/captions/remove", "rep", **SUBMITTED),
    door("POST", "/takes/<uuid:take_id>/captions/remove", NOBODY, take_id="eastern_take"),
    # --- reviews
    door("GET", "/submissions/<uuid:submission_id>", "rep", **TAKEN_BACK),
    door("GET", "/submissions/<uuid:submission_id>/review", NOBODY, **TAKEN_BACK),
    door("POST", "/submissions/<uuid:submission_id>/review/take-over", NOBODY, **TAKEN_BACK),
    door("GET", "/submissions/<uuid:submission_id>", "other_manager", **IN_THE_EAST),
    door("GET", "/submissions/<uuid:submission_id>/review", "other_manager", **IN_THE_EAST),
    door("PATCH", "/submissions/<uuid:submission_id>/review", "other_manager", **IN_THE_EAST),
    door("POST", "/submissions/<uuid:submission_id>/review/send", "other_manager", **IN_THE_EAST),
    door("GET", "/submissions/<uuid:submission_id>/pinned", NOBODY, **IN_THE_EAST),
    door("GET", "/submissions/<uuid:submission_id>", "enablement", **POOLED),
    door("GET", "/submissions/<uuid:submission_id>/review", "enablement", **POOLED),
    door("POST", "/submissions/<uuid:submission_id>/review/take-over", "enablement", **POOLED),
    door("PATCH", "/submissions/<uuid:submission_id>/review", "enablement", **POOLED),
    door("GET", "/submissions/<uuid:submission_id>", "rep manager enablement", **SEEN),
    door("GET", "/submissions/<uuid:submission_id>/review", "manager", **SEEN),
    door("PATCH", "/submissions/<uuid:submission_id>/review", "manager", **SEEN),
    door(
        "GET", "/submissions/<uuid:submission_id>", "rep manager", **HANDED_IN
    ),  # the draft is not
    door("GET", "/reviews", LEADERS),
    door("GET", "/submissions/<uuid:submission_id>/review", "manager", **HANDED_IN),
    door("POST", "/submissions/<uuid:submission_id>/review/take-over", "manager", **HANDED_IN),
    door("PATCH", "/submissions/<uuid:submission_id>/review", "manager", **HANDED_IN),
    door(
        "PUT",
        "/submissions/<uuid:submission_id>/review/levels/<uuid:criterion_id>",
        "manager",
        **HANDED_IN,
        criterion_id="criterion",
    ),
    door(
        "PUT",
        "/submissions/<uuid:submission_id>/review/markers/<uuid:marker_id>",
        "manager",
        **HANDED_IN,
        marker_id="new_marker",
    ),
    door(
        "DELETE",
        "/submissions/<uuid:submission_id>/review/markers/<uuid:marker_id>",
        "manager",
        **HANDED_IN,
        marker_id="new_marker",
    ),
    door(
        "DELETE",
        "/submissions/<uuid:submission_id>/review/markers/<uuid:marker_id>",
        NOBODY,
        **HANDED_IN,
        marker_id="marker",
    ),  # of another submission
    door("POST", "/submissions/<uuid:submission_id>/review/send", "manager", **HANDED_IN),
    door("POST", "/submissions/<uuid:submission_id>/review/undo", "manager", **REVIEWED),
    door("POST", "/submissions/<uuid:submission_id>/review/correct", "manager", **REVIEWED),
    *[  # nothing became of it yet: there is no then and now
        door("POST", f"/submissions/<uuid:submission_id>/then-and-now/{verb}", "", **REVIEWED)
        for verb in ("share", "unshare")
    ],
    door("GET", "/submissions/<uuid:submission_id>", "rep manager", **REVIEWED),
    door("GET", "/submissions/<uuid:submission_id>/pinned", "rep", **REVIEWED),
    door(
        "POST",
        "/submissions/<uuid:submission_id>/markers/<uuid:marker_id>/replies",
        "rep manager",
        **REVIEWED,
        marker_id="marker",
    ),
    door(
        "POST",
        "/submissions/<uuid:submission_id>/markers/<uuid:marker_id>/replies",
        NOBODY,
        **HANDED_IN,
        marker_id="marker",
    ),  # of another submission
    # --- reviews: who is at what
    door("POST", "/submissions/<uuid:submission_id>/review/beat", "manager", **HANDED_IN),
    door("POST", "/submissions/<uuid:submission_id>/review/beat", "manager", **REVIEWED),
    door("POST", "/submissions/<uuid:submission_id>/review/beat", "manager", **SEEN),
    door("POST", "/submissions/<uuid:submission_id>/review/beat", "enablement", **POOLED),
    door("POST", "/submissions/<uuid:submission_id>/review/beat", "other_manager", **IN_THE_EAST),
    door("POST", "/submissions/<uuid:submission_id>/review/beat", NOBODY, **TAKEN_BACK),
    door("POST", "/submissions/<uuid:submission_id>/review/claim", "manager", **HANDED_IN),
    door("POST", "/submissions/<uuid:submission_id>/review/claim", "enablement", **POOLED),
    door("POST", "/submissions/<uuid:submission_id>/review/claim", "other_manager", **IN_THE_EAST),
    door("POST", "/submissions/<uuid:submission_id>/review/claim", NOBODY, **TAKEN_BACK),
    door("POST", "/reviews/next", LEADERS),
    # --- reviews: comments that were spoken
    door("GET", COMMENT_MEDIA, "rep manager", **REVIEWED, comment_id="spoken_comment"),
    door("GET", COMMENT_MEDIA, NOBODY, **REVIEWED, comment_id="written_comment"),
    door("GET", COMMENT_MEDIA, NOBODY, **HANDED_IN, comment_id="spoken_comment"),
    door("GET", COMMENT_MEDIA, "manager", **DRAFTED, comment_id="drafted_comment"),
    # --- reviews: comments to use again
    door("GET", "/reviews/comments", LEADERS),
    door("GET", "/reviews/comments/list", LEADERS),
    door("POST", "/reviews/comments", LEADERS),
    door("POST", "/reviews/comments/<uuid:comment_id>", "manager", comment_id="saved_words"),
    door("POST", "/reviews/comments/<uuid:comment_id>/delete", "manager", comment_id="saved_words"),
    door("POST", "/reviews/comments/<uuid:comment_id>/used", "manager", comment_id="saved_words"),
    door("POST", "/reviews/comments/<uuid:comment_id>", "other_manager", **SHARED_WORDS),
    door(
        "POST", "/reviews/comments/<uuid:comment_id>/used", "manager other_manager", **SHARED_WORDS
    ),
    # --- progress
    door("GET", "/", SIGNED_IN),
    door("GET", "/progress", SIGNED_IN),
    door("GET", "/effort", "rep peer"),  # turned on, and for who is in a team
    door("GET", "/team", "manager other_manager enablement"),
    door("GET", "/team/behind", "manager other_manager enablement"),
    door("GET", "/team/takes", "manager other_manager enablement"),
    door("GET", "/team/growth", LEADERS),
    door("POST", "/team/growth/export", LEADERS),
    door("GET", "/team/export", LEADERS),
    door("GET", "/leaders", LEADERS),
    door("GET", "/team/people/<uuid:person_id>", "manager enablement", person_id="person"),
    door("GET", "/team/people/<uuid:person_id>", EASTERN, person_id="eastern"),
    door("GET", "/assignments/<uuid:assignment_id>", EASTERN, assignment_id="eastern_assignment"),
    door(
        "GET",
        "/assignments/<uuid:assignment_id>/export.csv",
        EASTERN,
        assignment_id="eastern_assignment",
    ),
    door(
        "GET",
        "/assignments/<uuid:assignment_id>/export.xlsx",
        EASTERN,
        assignment_id="eastern_assignment",
    ),
    door(
        "GET", "/assignments/<uuid:assignment_id>", "manager enablement", assignment_id="assignment"
    ),
    door(
        "GET",
        "/assignments/<uuid:assignment_id>/export.csv",
        "manager enablement",
        assignment_id="assignment",
    ),
    # --- the rep's side of feedback, promises, the page of a 1:1, coaching time
    door("POST", "/submissions/<uuid:submission_id>/helped", "rep", **REVIEWED),
    door("POST", "/submissions/<uuid:submission_id>/helped", NOBODY, **HANDED_IN),
    door(
        "POST",
        "/submissions/<uuid:submission_id>/markers/<uuid:marker_id>/pin",
        "rep",
        **REVIEWED,
        marker_id="marker",
    ),
    door(
        "POST",
        "/submissions/<uuid:submission_id>/markers/<uuid:marker_id>/pin",
        NOBODY,
        **HANDED_IN,
        marker_id="marker",
    ),  # of another submission
    *[
        door(method, "/submissions/<uuid:submission_id>/say-back", who, **submission)
        for method in ("GET", "POST")
        for submission, who in ((REVIEWED, "rep"), (HANDED_IN, ""), (IN_THE_EAST, ""))
    ],
    door("GET", "/one-on-ones", SIGNED_IN),
    door("GET", "/one-on-ones/<uuid:person_id>", "manager", person_id="person"),
    door("GET", "/one-on-ones/<uuid:person_id>", "rep peer", person_id="team_manager"),
    door("GET", "/one-on-ones/<uuid:person_id>", "other_manager", person_id="eastern"),
    *[
        door("POST", f"/one-on-ones/<uuid:person_id>/{verb}", who, person_id=person)
        for verb in ("questions", "promises")
        for person, who in (
            ("person", "manager"),
            ("team_manager", "rep peer"),
            ("eastern", "other_manager"),
        )
    ],
    door("POST", "/one-on-ones/<uuid:person_id>/log", "manager", person_id="person"),
    door("POST", "/one-on-ones/<uuid:person_id>/log", NOBODY, person_id="team_manager"),
    door("POST", "/questions/<uuid:question_id>/done", "rep manager", question_id="question"),
    door(
        "POST",
        "/questions/<uuid:question_id>/done",
        "other_manager",
        question_id="eastern_question",
    ),
    door(
        "POST",
        "/commitments/<uuid:commitment_id>/settle",
        "rep manager",
        commitment_id="commitment",
    ),
    door(
        "POST",
        "/commitments/<uuid:commitment_id>/settle",
        "other_manager",
        commitment_id="eastern_commitment",
    ),
    door("GET", "/coaching", "manager other_manager"),
    door("POST", "/coaching/entries", "manager other_manager"),
    door("POST", "/coaching/entries/<uuid:entry_id>/delete", "manager", entry_id="coaching_entry"),
    door(
        "POST",
        "/coaching/entries/<uuid:entry_id>/delete",
        "other_manager",
        entry_id="eastern_entry",
    ),
    # --- calendars
    door("GET", "/calendar", SIGNED_IN),
    door("POST", "/calendar", SIGNED_IN),
    door("POST", "/calendar/stop", SIGNED_IN),
    door("GET", "/calendar/<token>.ics", ANYONE, token="calendar_token"),
    door("GET", "/calendar/<token>.ics", NOBODY, token="spent_token"),
    # --- model takes from reps
    door("PUT", "/submissions/<uuid:submission_id>/review/nomination", "manager", **HANDED_IN),
    door("PUT", "/submissions/<uuid:submission_id>/review/nomination", "manager", **TAKEN_BACK),
    *[
        door("POST", f"/submissions/<uuid:submission_id>/nomination/{verb}", who, **submission)
        for verb in ("agree", "decline", "withdraw")
        for submission, who in (
            ({"submission_id": "nominated_submission"}, "rep"),
            (REVIEWED, ""),  # nobody asked
            (IN_THE_EAST, ""),
        )
    ],
]
