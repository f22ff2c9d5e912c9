"""The rep's side of feedback, promises, the 1:1 page and coaching time."""

from tests.permissions.doors import HANDED_IN, IN_THE_EAST, NOBODY, REVIEWED, SIGNED_IN, door

DOORS = [
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
]
