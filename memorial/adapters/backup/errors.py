"""Why a backup is not made, or not restored: one plain sentence each, with the way out."""

from __future__ import annotations


class BackupRefused(Exception):
    """Nothing was changed, or what was begun is not put into use. The text says why and what to do."""


class NotABackup(BackupRefused):
    """The file is none, is damaged, or was made for another key."""


class OriginUnproved(BackupRefused):
    """Nothing that is here proves that this installation made the backup. Nothing of it was opened."""


class NotEmpty(BackupRefused):
    """There is something already where the backup should go."""


class RestoreFailed(BackupRefused):
    """What came out is not what went in. The installation stays closed."""
