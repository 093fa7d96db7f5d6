"""Refusals by name: each says what was refused and why; the web layer turns it into one message."""

from __future__ import annotations


class Refusal(Exception):
    """Something asked for cannot be done. `code` names the reason; nothing was changed."""

    code = "refused"

    def __init__(self, code: str | None = None, detail: str = "") -> None:
        super().__init__(f"{code or self.code}: {detail}" if detail else code or self.code)
        if code:
            self.code = code
        self.detail = detail


class NotFound(Refusal):
    code = "not_found"


class NotAllowed(Refusal):
    """The state, the role or the consent does not permit it."""

    code = "not_allowed"


class Conflict(Refusal):
    """Somebody else changed it meanwhile; nothing of either was lost."""

    code = "changed_meanwhile"


class Invalid(Refusal):
    """What was given cannot be used. `field` names the form field."""

    code = "invalid"

    def __init__(self, field: str, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.field = field


class AlreadySentDifferently(Refusal):
    """The same form came twice with other words the second time; the first was kept."""

    code = "already_sent_differently"
