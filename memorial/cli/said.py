"""What the program says when something cannot be done: one line that names the reason and the way out."""

from __future__ import annotations

import errno
import os

from memorial.settings import SettingsError

_REASONS = {
    "not_found": "There is no memorial, account or import of that name.",
    "not_allowed": "That is not allowed here.",
    "changed_meanwhile": "Somebody else changed it meanwhile. Please try again.",
    "not_a_slug": "That cannot be an address: use 3 to 60 letters a to z, digits and dashes, and no reserved word.",
    "taken": "There is a memorial of that address already.",
    "unknown_language": "These languages are not known: {detail}. Use codes such as en, az, hy, ru.",
    "unknown_time_zone": "There is no such time zone. Use a name such as Europe/Vienna or Asia/Baku.",
    "not_an_address": "That is not an e-mail address.",
    "no_such_account": "There is no account of that address.",
    "account_disabled": "The account of that address is disabled or belongs to the demonstration.",
    "too_short": "The password is too short: give at least 12 characters.",
    "too_long": "The password is too long.",
    "common": "That password is too easy to guess.",
    "like_email": "The password is too much like the address.",
    "demonstration_on_loopback_only": (
        "The demonstration's staff have no second factor: it is loaded only where server.host and public_url"
        " mean this machine."
    ),
    "never_invented_for_a_real_event": (
        "Nothing was loaded: the file calls itself fictional, and nobody and nothing is ever invented for a real event."
    ),
    "never_real_among_made_up": (
        "Nothing was brought in: the file calls itself real, by saying that it was reviewed or is to be, and that"
        " memorial is made up."
    ),
    "no_account": "There is no account of that address.",
    "no_record": "That memorial has no record.",
    "no_such_import": "There is no import of that number.",
    "keys_too_old": (
        "{detail} records need keys that are not in this key store, and its ledger does not say that they were erased."
        " Bring back newer keys, then run the restore again."
    ),
    "not_ready": "It cannot be opened yet. Missing: {detail}. The desk says where to mend it: Setting up.",
    "undone_before": "That import was undone before.",
    "nothing_to_export": "Of that session and language nothing may go out. --closed takes what is closed.",
}


def counted(number: int, thing: str, things: str = "") -> str:
    """`1 file`, `2,000 files`."""
    return f"{number:,} {thing if number == 1 else things or f'{thing}s'}"


def are(number: int) -> str:
    return "is" if number == 1 else "are"


def amiss(number: int) -> str:
    return "1 thing is not as it must be" if number == 1 else f"{number:,} things are not as they must be"


def in_one_line(problem: BaseException) -> str | None:
    """The line, or None for what is a fault of the program and should be seen whole."""
    # Read in only now: a command that went well needs none of these.
    from sqlalchemy.exc import DBAPIError

    from memorial.adapters.backup.errors import BackupRefused
    from memorial.adapters.db.database import DatabaseNotReady
    from memorial.application.ports.secrets import KeyDestroyed, KeysUnusable, SealBroken, StorageFull
    from memorial.domain.errors import Refusal

    if isinstance(problem, SettingsError | DatabaseNotReady | KeysUnusable | BackupRefused):
        return str(problem)
    if isinstance(problem, Refusal):
        words = _REASONS.get(problem.code)
        return words.format(detail=problem.detail) if words else str(problem)
    if isinstance(problem, KeyDestroyed):
        return (
            "A record key is not in this key store: the keys are older than the database, or it was destroyed."
            " memorial doctor says how many are missing, and what to do."
        )
    if isinstance(problem, SealBroken):
        return (
            "Something sealed does not open: it was changed, or sealed with another key."
            " memorial check says which, and memorial restore brings a backup back."
        )
    if isinstance(problem, StorageFull):
        return "The disk or the quota is full. Nothing of the last step was kept."
    if isinstance(problem, DBAPIError):
        return f"The database does not answer as it should: {str(problem.orig).strip().splitlines()[0]}"
    if isinstance(problem, OSError) and problem.filename is not None:
        return f"{problem.filename}: {os.strerror(problem.errno or errno.EIO)}."
    return None
