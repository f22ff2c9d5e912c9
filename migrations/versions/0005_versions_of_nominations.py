"""Each save of a nomination says which one it was written over, as all of a draft does."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('nomination') as table:
        table.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
