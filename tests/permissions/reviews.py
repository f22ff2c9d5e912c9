"""The queue and the review room, down to nominations."""

from tests.permissions.doors import (
    HANDED_IN,
    IN_THE_EAST,
    LEADERS,
    NOBODY,
    REVIEWED,
    SIGNED_IN,
    door,
)

TAKEN_BACK = {"submission_id": "withdrawn_submission"}
POOLED = {"submission_id": "pooled_submission"}
SEEN = {"submission_id": "seen_submission"}
ASKED = {"submission_id": "asked_submission"}
FREED = {"submission_id": "freed_submission"}
DRAFTED = {"submission_id": "drafted_submission"}
COMMENT_MEDIA = "/submissions/<uuid:submission_id>/comments/<uuid:comment_id>/media"
SHARED_WORDS = {"comment_id": "shared_words"}

DOORS = [
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
    # --- what peers were asked
    door("GET", "/reviews/asked", SIGNED_IN),
    door("GET", "/submissions/<uuid:submission_id>", "rep manager", **ASKED),
    door("GET", "/submissions/<uuid:submission_id>/review", "peer manager", **ASKED),
    door("GET", "/submissions/<uuid:submission_id>/review", "manager", **FREED),
    door("POST", "/submissions/<uuid:submission_id>/review/take-over", "manager", **ASKED),
    door("POST", "/submissions/<uuid:submission_id>/review/beat", "peer manager", **ASKED),
    door("PATCH", "/submissions/<uuid:submission_id>/review", "peer", **ASKED),
    door("PATCH", "/submissions/<uuid:submission_id>/review", NOBODY, **FREED),
    door("POST", "/submissions/<uuid:submission_id>/review/send", "peer", **ASKED),
    door("GET", "/takes/<uuid:take_id>/media", "rep peer manager", take_id="asked_take"),
    door("GET", "/takes/<uuid:take_id>/media", "rep manager", take_id="freed_take"),
    door("POST", "/people/<uuid:person_id>/review-pace", "manager", person_id="person"),
    # --- time set aside
    door("GET", "/slots", LEADERS),
    door("POST", "/slots", LEADERS),
    door("POST", "/slots/<uuid:slot_id>/cancel", "manager", slot_id="slot"),
    # --- who is at what
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
    # --- comments that were spoken
    door("GET", COMMENT_MEDIA, "rep manager", **REVIEWED, comment_id="spoken_comment"),
    door("GET", COMMENT_MEDIA, NOBODY, **REVIEWED, comment_id="written_comment"),
    door("GET", COMMENT_MEDIA, NOBODY, **HANDED_IN, comment_id="spoken_comment"),
    door("GET", COMMENT_MEDIA, "manager", **DRAFTED, comment_id="drafted_comment"),
    # --- comments to use again
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
