"""The pages of a key card, one for each share: words, a picture of them for a scanner, and what to do with the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import segno

from memorial.adapters.keys.card import NEEDED, SHARES, Card

TITLES, TITLE_LETTERS = 3, 80
"""So many titles, so long: the page must stay one."""

_STYLE = """
body { font-family: serif; line-height: 1.5; max-inline-size: 42em; margin: 2em auto; padding-inline: 1em; }
h1 { font-size: 1.5em; }
ol { columns: 3; font-family: monospace; font-size: 1.1em; padding-inline-start: 3em; }
li { break-inside: avoid; padding-block: .15em; }
svg { inline-size: 12em; block-size: 12em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1em; }
dd { margin: 0; font-family: monospace; overflow-wrap: anywhere; }
dd.words { font-family: inherit; }
.write { border-block-end: 1px solid; min-block-size: 1.8em; }
@media print {
  body { margin: 0; font-size: 10pt; line-height: 1.35; }
  h1 { font-size: 14pt; } h2 { font-size: 12pt; margin-block: .6em .3em; } p, ul { margin-block: .5em; }
  svg { inline-size: 10em; block-size: 10em; }
}
"""

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Key card {number}, share {share} of {shares}</title>
<style>{style}</style>
</head>
<body>
<h1>Key card of a memorial: share {share} of {shares}</h1>
<dl>
<dt>Memorials</dt><dd class="words">{memorials}</dd>
<dt>Address</dt><dd>{place}</dd>
<dt>Card number</dt><dd>{number}</dd>
<dt>Key</dt><dd>{key_id}</dd>
<dt>Made on</dt><dd>{day}</dd>
</dl>
<p>Whom to call, by name and telephone (write by hand):</p>
<p class="write"></p>
<p>What families entrusted to this memorial is locked. If its machine is lost, any {needed} of the {shares} shares open
the backup of the keys again. One share alone opens nothing. With fewer than {needed}, nobody can help.</p>
<ol data-share="{words}">
{listed}
</ol>
<p>{picture}</p>
<p>The picture holds the same words. Read it only with a device that is offline.</p>
<h2>Please</h2>
<ul>
<li>Keep this page at home or in a safe, in another house than the other two, and with another person.</li>
<li>Send it to nobody: no photograph, no mail, no cloud. Nobody who works on the program will ever ask for it.</li>
<li>If it is lost, or somebody else may have seen it, tell the operator: a new key and a new card are soon made.</li>
<li>When you get a newer card, destroy this page.</li>
</ul>
<h2>To use it</h2>
<p>Two people bring their shares and the newest backup of the keys. On the new machine, before anything else:</p>
<p><code>memorial keys restore BACKUP</code></p>
<p>It asks for the words of both. Then: <code>memorial restore BACKUP-OF-THE-DATA</code></p>
</body>
</html>
"""


def page_of(card: Card, share: int, *, key_id: str, place: str, day: date, memorials: Sequence[str] = ()) -> str:
    """The page of share 1, 2 or 3, which asks for nothing from outside. `memorials` are titles; the first few stand."""
    words = card.shares[share - 1]
    # Capital letters and spaces make a picture with larger squares.
    picture = segno.make(words.upper(), error="m", micro=False).svg_inline(border=4, omitsize=True)
    return _PAGE.format(
        style=_STYLE,
        number=card.number,
        share=share,
        shares=SHARES,
        needed=NEEDED,
        place=escape(place),
        memorials=_titles(memorials),
        key_id=escape(key_id),
        day=day.isoformat(),
        words=words,
        listed="\n".join(f"<li>{word}</li>" for word in words.split()),
        picture=picture,
    )


def _titles(memorials: Sequence[str]) -> str:
    """Each on a line, as far as the page has room."""
    shown = [f"<bdi>{escape(_cut(title))}</bdi>" for title in memorials[:TITLES]]
    more = len(memorials) - len(shown)
    return "<br>".join(shown + ([f"and {more} more"] if more else [])) or "none yet"


def _cut(title: str) -> str:
    return title if len(title) <= TITLE_LETTERS else f"{title[: TITLE_LETTERS - 1]}…"


def name_of(card: Card, share: int) -> str:
    return f"key-card-{card.number}-share-{share}-of-{SHARES}.html"
