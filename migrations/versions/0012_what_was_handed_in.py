"""What was handed in of a scenario, and what some people handed in, is found by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

HANDED_IN = {
    "sqlite_where": sa.text("withdrawn_at IS NULL AND asks_help IS 0"),
    "postgresql_where": sa.text("withdrawn_at IS NULL AND asks_help IS FALSE"),
}
IN_HAND = {
    f"{dialect}_where": sa.text("withdrawn_at IS NULL") for dialect in ("sqlite", "postgresql")
}
OF_PEOPLE = (
    "person_id", "created_at", "reviewed_at", "reviewer_id", "team_id", "scenario_version_id",
    "asks_help",
)  # fmt: skip


def upgrade() -> None:
    op.create_index(
        "ix_submission_by_scenario", "submission", ["scenario_version_id", "created_at"],
        **HANDED_IN,
    )  # fmt: skip
    op.create_index("ix_submission_by_person", "submission", list(OF_PEOPLE), **IN_HAND)
