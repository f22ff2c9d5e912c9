"""What was handed in of a scenario is found by itself, without looking through all the others."""

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


def upgrade() -> None:
    op.create_index(
        "ix_submission_by_scenario", "submission", ["scenario_version_id", "created_at"],
        **HANDED_IN,
    )  # fmt: skip
