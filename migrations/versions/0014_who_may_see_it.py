"""What was handed in of a scenario, and who may see it, without the rows."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

HANDED_IN = {
    "sqlite_where": sa.text("withdrawn_at IS NULL AND asks_help IS 0"),
    "postgresql_where": sa.text("withdrawn_at IS NULL AND asks_help IS FALSE"),
}
OF_SCENARIO = (
    "scenario_version_id", "created_at", "id", "person_id", "team_id", "reviewer_id", "target_id",
    "routed_at", "reviewed_at", "kept_at", "withdrawn_at",
)  # fmt: skip


def upgrade() -> None:
    op.drop_index("ix_submission_by_scenario", "submission")
    op.create_index("ix_submission_by_scenario", "submission", list(OF_SCENARIO), **HANDED_IN)
