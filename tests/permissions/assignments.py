"""Assigning, and what becomes of one person's target."""

from tests.permissions.doors import EASTERN, LEADERS, NOBODY, STEERS, door

DOORS = [
    door("GET", "/assignments", LEADERS),
    door("GET", "/assignments/new", LEADERS),
    door("POST", "/assignments/new", LEADERS),
    door("POST", "/assignments/preview", LEADERS),
    door("GET", "/assignments/people", LEADERS),
    door("GET", "/assignments/<uuid:assignment_id>/edit", STEERS, assignment_id="assignment"),
    door("POST", "/assignments/<uuid:assignment_id>/edit", STEERS, assignment_id="assignment"),
    door("POST", "/assignments/<uuid:assignment_id>/close", STEERS, assignment_id="assignment"),
    door("POST", "/assignments/<uuid:assignment_id>/pause", STEERS, assignment_id="assignment"),
    door("POST", "/assignments/<uuid:assignment_id>/go-on", STEERS, assignment_id="assignment"),
    door(
        "GET", "/assignments/<uuid:assignment_id>/handing-out", STEERS, assignment_id="assignment"
    ),
    door(
        "GET",
        "/assignments/<uuid:assignment_id>/handing-out",
        EASTERN,
        assignment_id="eastern_assignment",
    ),
    door("GET", "/assignments/<uuid:assignment_id>/edit", STEERS, assignment_id="draft"),
    door("GET", "/assignments/<uuid:assignment_id>/preview", STEERS, assignment_id="draft"),
    door("GET", "/assignments/<uuid:assignment_id>/preview", NOBODY, assignment_id="assignment"),
    door("POST", "/assignments/<uuid:assignment_id>/draft", STEERS, assignment_id="draft"),
    door("POST", "/assignments/<uuid:assignment_id>/publish", STEERS, assignment_id="draft"),
    door("POST", "/assignments/<uuid:assignment_id>/discard", STEERS, assignment_id="draft"),
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
]
