"""Passkeys of staff, and when a session last proved who it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff_passkey",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=40), nullable=False),
        sa.Column("credential_lookup", sa.String(length=64), nullable=False),
        sa.Column("public_key_lookup", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_passkey")),
        sa.UniqueConstraint("credential_lookup", name=op.f("uq_staff_passkey_credential_lookup")),
        sa.UniqueConstraint("public_key_lookup", name=op.f("uq_staff_passkey_public_key_lookup")),
        comment="Directory: passkeys, sealed; a removed one stays as its hashes, so that no other account takes it",
    )
    op.create_index(op.f("ix_staff_passkey_staff_id"), "staff_passkey", ["staff_id"], unique=False)
    op.create_table(
        "staff_challenge",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_staff_challenge")),
        comment="Directory: what a passkey shall sign, by keyed hash; each is taken once",
    )
    op.create_index(op.f("ix_staff_challenge_expires_at"), "staff_challenge", ["expires_at"], unique=False)
    # Sessions that are open now have proved nothing lately: they are asked when it matters.
    with op.batch_alter_table("staff_session") as batch:
        batch.add_column(sa.Column("proved_at", sa.DateTime(), nullable=True))
        batch.add_column(sa.Column("wrong_proofs", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("staff_session") as batch:
        batch.drop_column("wrong_proofs")
        batch.drop_column("proved_at")
    op.drop_table("staff_challenge")
    op.drop_table("staff_passkey")
