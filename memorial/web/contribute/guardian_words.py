"""What the receipt page says to somebody under age of their guardian, and what it asks them when they may be 18."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _

from memorial.application.receipt import ReceiptView
from memorial.domain import minors
from memorial.domain.remembrance import Version
from memorial.vocabulary import ConsentState, VersionState
from memorial.web.contribute.receipt_view import Act


def guardian_lines(view: ReceiptView) -> list[str]:
    """How it stands with a parent or guardian; nothing for who is of age, and once it was taken back."""
    remembrance = view.remembrance
    if not minors.is_young(remembrance) or not {"hide", "show"} & view.possible:
        return []
    pending = remembrance.pending
    current = pending or remembrance.published or remembrance.latest
    why = _("You said that you are under 16. Then a grown-up who looks after you has to agree too. It protects you.")
    if not minors.wanted_of_guardian(current).entries:
        return [why, _("You chose that only our staff keep it. For that nobody else has to agree.")]
    lines = [why, _stands_words(current)]
    if pending and minors.waits_for_guardian(pending) and minors.agreement_stands(remembrance):
        lines.append(_("They have agreed to your words of before. New words and wider choices need their yes again."))
    return lines


def _stands_words(version: Version) -> str:
    if minors.guardian_agreed(version):
        if version.state is VersionState.PUBLISHED:
            return _("A parent or guardian has agreed. It is for this site only: we ask search engines to stay out.")
        return _("A parent or guardian has agreed. Two of our readers have to say yes too before visitors see it.")
    known: dict[ConsentState, Callable[[], str]] = {
        ConsentState.REFUSED: lambda: _("A parent or guardian has said no. We keep it safe in the archive."),
        ConsentState.REVOKED: lambda: _(
            "A parent or guardian has taken their agreement back. Visitors do not see it. We keep it safe."
        ),
    }
    word = minors.word_of_guardian(version)
    say = known.get(word) if word else None
    return say() if say else _("Nobody has agreed yet. Visitors see nothing of it, and we keep it safe.")


def age_answers(view: ReceiptView) -> list[Act]:
    """The three answers to whether its sender is 18 now; none while nobody asks."""
    if "of_age" not in view.possible:
        return []
    waits = view.shown_now is None
    stays = (
        _("Visitors still see nothing of it. First you change who can see it, and a reader looks at it.")
        if waits
        else _("Visitors go on seeing it. From now on you decide alone, and the guardian’s code ends.")
    )
    taken_back = _("We remove it from our pages at once. You have 30 days to change your mind. Then we delete it.")
    return [
        Act("of_age", _("Yes, and it stays as it is"), stays),
        Act("withdraw", _("Yes, take it back"), taken_back),
        Act("not_yet", _("Not yet"), _("Nothing changes. We ask again after a year.")),
    ]
