"""People by name whatever was typed in upper case, who left, and who is behind, without the rows."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LEFT = {
    f"{dialect}_where": sa.text("deactivated_at IS NOT NULL")
    for dialect in ("sqlite", "postgresql")
}
IN_HAND = {
    f"{dialect}_where": sa.text("withdrawn_at IS NULL") for dialect in ("sqlite", "postgresql")
}
FATE = ("reviewed_at", "reviewer_id", "scenario_version_id", "asks_help")
OWED = ("id", "assignment_id", "scenario_version_id")


def upgrade() -> None:
    op.drop_index("ix_person_by_name", "person")
    by_name = [sa.text("lower(name)"), "id", "deactivated_at"]
    op.create_index("ix_person_by_name", "person", by_name)
    op.create_index("ix_person_left", "person", ["id"], **LEFT)
    op.drop_index("ix_assignment_target_state_assignment_target_due_at", "assignment_target")
    op.drop_index("ix_assignment_target_person_id_assignment_target_state", "assignment_target")
    by_due = ["state", "due_at", "person_id", *OWED]
    op.create_index("ix_target_by_due", "assignment_target", by_due)
    by_person = ["person_id", "state", "due_at", *OWED]
    op.create_index("ix_target_by_person", "assignment_target", by_person)
    op.drop_index("ix_submission_team_id_submission_created_at", "submission")
    by_team = ["team_id", "created_at", "person_id", *FATE]
    op.create_index("ix_submission_by_team", "submission", by_team, **IN_HAND)
    op.drop_index("ix_submission_by_person", "submission")
    by_person = ["person_id", "created_at", "team_id", *FATE]
    op.create_index("ix_submission_by_person", "submission", by_person, **IN_HAND)
