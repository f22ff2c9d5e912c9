"""Mail by choice, escalation, attachments, a team's intent, and calendar feeds."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('calendar_feed',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_calendar_feed_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed')),
    sa.UniqueConstraint('person_id', name=op.f('uq_calendar_feed_person_id')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_feed_token_hash'))
    )
    op.create_table('muted_kind',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_muted_kind_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'kind', name=op.f('pk_muted_kind'))
    )
    op.create_table('attachment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('content_type', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['scenario_version.id'], name=op.f('fk_attachment_version_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attachment'))
    )
    with op.batch_alter_table('attachment') as table:
        table.create_index(op.f('ix_attachment_key'), ['key'], unique=False)
        table.create_index(op.f('ix_attachment_version_id'), ['version_id'], unique=False)
    with op.batch_alter_table('assignment_target') as table:
        table.add_column(sa.Column('escalation', sa.Integer(), nullable=False, server_default='0'))
        table.add_column(sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('organization') as table:
        table.add_column(sa.Column('shows_effort', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('person') as table:
        table.add_column(sa.Column('mail_rhythm', sa.String(40), nullable=False, server_default='at_once'))
        table.add_column(sa.Column('quiet_from', sa.Integer(), nullable=True))
        table.add_column(sa.Column('quiet_until', sa.Integer(), nullable=True))
    with op.batch_alter_table('scenario_version') as table:
        table.add_column(sa.Column('buyer_goals', sa.Text(), nullable=False, server_default=''))
    with op.batch_alter_table('team') as table:
        table.add_column(sa.Column('intent', sa.String(length=300), nullable=False, server_default=''))
