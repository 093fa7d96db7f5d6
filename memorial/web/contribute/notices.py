"""The memorial's own notice, as it stands before the first field of every form."""

from __future__ import annotations

from memorial.adapters import markup
from memorial.web.contribute.frame import Place


class NoticeShown:
    """The memorial's own notice, with who answers for it; every part may be empty."""

    def __init__(self, place: Place) -> None:
        memorial = place.memorial
        self.text = memorial.text(memorial.notice, place.language)
        self.words = markup.render(self.text)
        self.controller = memorial.controller
        self.href = place.step("notice")
        self.label_words_href = f"/{place.language}/{place.slug}/words"


def notice_for(place: Place) -> NoticeShown:
    return NoticeShown(place)
