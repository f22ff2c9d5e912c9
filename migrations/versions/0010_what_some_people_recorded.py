"""What some people recorded, such as those of a segment, is added up from an index of its own."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

COUNTED = {"sqlite_where": sa.text("is_counted = 1"), "postgresql_where": sa.text("is_counted")}


def upgrade() -> None:
    op.create_index(
        "ix_take_by_person", "take",
        ["person_id", "local_day", "team_id", "counted_ms", "scenario_version_id"], **COUNTED,
    )  # fmt: skip
