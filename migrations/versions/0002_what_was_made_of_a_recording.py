"""What was made of a recording: figures, captions, remarks, and jobs that can wait.

What could be watched while it was being prepared was called `main` until now.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("media_asset") as table:
        table.add_column(sa.Column("remarks", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("media_job") as table:
        table.add_column(sa.Column("bulk", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("postponed", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("started_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_index("ix_media_job_state_media_job_not_before", "media_job")
    op.create_index("ix_media_job_lane", "media_job", ["state", "kind", "bulk", "not_before"])
    op.create_index(
        op.f("ix_media_job_state_media_job_finished_at"), "media_job", ["state", "finished_at"]
    )
    op.create_table(
        "media_figures",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("loudness_lufs", sa.Double(), nullable=True),
        sa.Column("peak_db", sa.Double(), nullable=True),
        sa.Column("talk_ms", sa.Integer(), nullable=False),
        sa.Column("longest_pause_ms", sa.Integer(), nullable=False),
        sa.Column("longest_pause_at_ms", sa.Integer(), nullable=False),
        sa.Column("peaks", sa.Text(), nullable=False),
        sa.Column("tiles", sa.Integer(), nullable=False),
        sa.Column("tile_columns", sa.Integer(), nullable=False),
        sa.Column("tile_every_ms", sa.Integer(), nullable=False),
        sa.Column("tile_width", sa.Integer(), nullable=False),
        sa.Column("tile_height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"],
            ["media_asset.id"],
            name=op.f("fk_media_figures_asset_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("asset_id", name=op.f("pk_media_figures")),
    )
    op.create_table(
        "captions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("cues", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("uploaded_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["media_asset.id"], name=op.f("fk_captions_asset_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["person.id"], name=op.f("fk_captions_uploaded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captions")),
        sa.UniqueConstraint("asset_id", name=op.f("uq_captions_asset_id")),
    )
    op.create_index(
        "ix_rendition_playable",
        "rendition",
        ["asset_id"],
        sqlite_where=sa.text("kind = 'playable'"),
        postgresql_where=sa.text("kind = 'playable'"),
    )
    op.execute(
        "UPDATE rendition SET kind = 'playable' WHERE kind = 'main' AND asset_id IN"
        " (SELECT id FROM media_asset WHERE state = 'playable')"
    )
