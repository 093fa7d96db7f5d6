"""Who works at the desk, in which memorials, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from memorial.domain.desk_settings import DeskSettings
from memorial.vocabulary import Role

EVERYWHERE = "*"
"""In place of a memorial's id: a role in all memorials of the installation."""


@dataclass(frozen=True)
class StaffMember:
    """One staff account. `roles` are pairs of memorial id (or `EVERYWHERE`) and role."""

    id: str
    key_id: str
    email: str
    name: str
    password_hash: str
    roles: tuple[tuple[str, Role], ...]
    totp_secret: str = ""
    totp_last_step: int = 0
    recovery_hashes: tuple[str, ...] = ()
    demonstration: bool = False
    disabled: bool = False
    created_at: datetime | None = None
    must_change_password: bool = False
    desk: DeskSettings = field(default_factory=DeskSettings)
    revision: int = 0

    def roles_in(self, memorial_id: str) -> frozenset[Role]:
        return frozenset(role for where, role in self.roles if where in (memorial_id, EVERYWHERE))

    def may_read(self, memorial_id: str) -> bool:
        """Whether they may open what waits for review. Administrators do not, by that role alone."""
        return bool(self.roles_in(memorial_id) & READERS)

    def may_decide(self, memorial_id: str) -> bool:
        return self.may_read(memorial_id)

    def is_editor(self, memorial_id: str) -> bool:
        return bool(self.roles_in(memorial_id) & {Role.EDITOR, Role.ARCHIVIST})

    def is_admin(self, memorial_id: str) -> bool:
        return Role.ADMIN in self.roles_in(memorial_id)


@dataclass(frozen=True)
class Passkey:
    """One passkey of one account, under the name that its owner gave it."""

    id: str
    staff_id: str
    credential_id: bytes
    public_key: bytes
    name: str
    sign_count: int = 0
    created_at: datetime | None = None
    used_at: datetime | None = None


READERS = frozenset({Role.MODERATOR, Role.EDITOR, Role.ARCHIVIST})
