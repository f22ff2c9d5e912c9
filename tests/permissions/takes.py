"""Recordings and takes: whose they are, and who watches them."""

from tests.permissions.doors import LEADERS, NOBODY, SIGNED_IN, door

SUBMITTED = {"take_id": "submitted_take"}
TAKES = {  # who opens a take besides the private and the submitted one
    "withdrawn_take": "rep",
    "deleted_take": "rep",
    "unseen_take": "rep",  # private, though enablement sees what is submitted for it
    "seen_take": "rep manager enablement",
    "eastern_take": "other_manager",
    "pooled_take": "enablement",
}

DOORS = [
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
]
