"""Who is practicing and how often, and calendars."""

from tests.permissions.doors import (
    ANYONE,
    EASTERN,
    HANDED_IN,
    IN_THE_EAST,
    LEADERS,
    NOBODY,
    REVIEWED,
    SIGNED_IN,
    door,
)

DOORS = [
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
    door("POST", "/submissions/<uuid:submission_id>/calibrate", "manager", **REVIEWED),
    door("POST", "/submissions/<uuid:submission_id>/calibrate", "manager", **HANDED_IN),
    door("POST", "/submissions/<uuid:submission_id>/calibrate", "other_manager", **IN_THE_EAST),
    # --- calendars
    door("GET", "/calendar", SIGNED_IN),
    door("POST", "/calendar", SIGNED_IN),
    door("POST", "/calendar/stop", SIGNED_IN),
    door("GET", "/calendar/<token>.ics", ANYONE, token="calendar_token"),
    door("GET", "/calendar/<token>.ics", NOBODY, token="spent_token"),
]
