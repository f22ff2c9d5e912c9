"""What everybody recorded is kept as a sum by day."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('practice_day',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('takes', sa.Integer(), nullable=False),
    sa.Column('ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_practice_day'))
    )
    op.execute(
        "INSERT INTO practice_day (day, takes, ms)"
        " SELECT local_day, count(*), coalesce(sum(counted_ms), 0) FROM take"
        " WHERE is_counted GROUP BY local_day"
    )
