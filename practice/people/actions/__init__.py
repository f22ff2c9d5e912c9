"""What happens to people, teams, sessions and links. Nothing here commits, tells or audits."""

from practice.people.actions.attempts import begin_attempt, begin_reset, forgive
from practice.people.actions.links import (
    first_admin_link,
    make_link,
    make_phone_link,
    retire_links,
    use_link,
)
from practice.people.actions.members import (
    add_person,
    change_email,
    change_roles,
    deactivate,
    hold_admins,
    move_to_team,
    reactivate,
    refuse_weak,
    set_leave,
    set_password,
)
from practice.people.actions.organization import change_organization, found_organization
from practice.people.actions.segments import (
    add_segment,
    delete_segment,
    merge_segments,
    put_in,
    rename_segment,
    segment_named,
    set_segments,
    take_out,
)
from practice.people.actions.sessions import (
    begin_session,
    end_all_sessions,
    end_session,
    note_seen,
)
from practice.people.actions.teams import (
    add_manager,
    add_team,
    archive_team,
    make_primary,
    remove_manager,
    rename_team,
    restore_team,
    write_intent,
)
from practice.people.actions.tidying import tidy

__all__ = [
    "add_manager",
    "add_person",
    "add_segment",
    "add_team",
    "archive_team",
    "begin_attempt",
    "begin_reset",
    "begin_session",
    "change_email",
    "change_organization",
    "change_roles",
    "deactivate",
    "delete_segment",
    "end_all_sessions",
    "end_session",
    "first_admin_link",
    "forgive",
    "found_organization",
    "hold_admins",
    "make_link",
    "make_phone_link",
    "make_primary",
    "merge_segments",
    "move_to_team",
    "note_seen",
    "put_in",
    "reactivate",
    "refuse_weak",
    "remove_manager",
    "rename_segment",
    "rename_team",
    "restore_team",
    "retire_links",
    "segment_named",
    "set_leave",
    "set_password",
    "set_segments",
    "take_out",
    "tidy",
    "use_link",
    "write_intent",
]
