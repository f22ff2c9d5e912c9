"""Which scenario a submission is of stands beside it, so that lists of one are found in an index."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_submission_by_time", table_name="submission")
    op.drop_index("ix_submission_unreviewed", table_name="submission")
    with op.batch_alter_table("submission") as table:
        table.add_column(sa.Column("scenario_version_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE submission SET scenario_version_id ="
        " (SELECT take.scenario_version_id FROM take WHERE take.id = submission.take_id)"
    )
    with op.batch_alter_table("submission") as table:
        table.alter_column("scenario_version_id", existing_type=sa.Uuid(), nullable=False)
        table.create_foreign_key(
            op.f("fk_submission_scenario_version_id"), "scenario_version",
            ["scenario_version_id"], ["id"],
        )  # fmt: skip
    whose = ["team_id", "reviewer_id", "take_id", "scenario_version_id", "person_id"]
    op.create_index(
        "ix_submission_by_time", "submission", ["created_at", "reviewed_at", *whose],
        sqlite_where=sa.text("withdrawn_at IS NULL AND asks_help IS 0"),
        postgresql_where=sa.text("withdrawn_at IS NULL AND asks_help IS FALSE"),
    )  # fmt: skip
    waits = sa.text("withdrawn_at IS NULL AND reviewed_at IS NULL AND kept_at IS NULL")
    op.create_index(
        "ix_submission_unreviewed", "submission", ["created_at", *whose],
        sqlite_where=waits, postgresql_where=waits,
    )  # fmt: skip
