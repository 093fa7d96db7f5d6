"""Lighthouse's own marks, as on a phone: the pages of the bar, each the median of three."""

from __future__ import annotations

import pytest

from tests.access.exhibition import Exhibition
from tests.access.from_npm import script
from tests.access.lighthouse import PAGES, look

pytestmark = [pytest.mark.journey, pytest.mark.browser, pytest.mark.alone, pytest.mark.long, pytest.mark.timeout(600)]


@pytest.mark.parametrize(("path", "who", "indexed"), PAGES)
def test_lighthouse_marks_a_page_with_98_or_more(path: str, who: str, indexed: bool, shown: Exhibition) -> None:
    script("lighthouse/cli/index.js")
    seen = look(shown.url + path.format(**shown.values), shown.cookies(who))

    assert seen.missed(indexed) == []
