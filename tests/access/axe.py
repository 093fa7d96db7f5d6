"""axe-core on an open page. The browser's debugging line brings it in: a strict policy refuses a script element."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from playwright.sync_api import Page

from tests.access.from_npm import script

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
VERSION = "4.14.1"
# What depends on colours and on width; the rest was seen in the first look.
QUICK = ("color-contrast", "target-size", "scrollable-region-focusable")
_ASK = """async (only) => {
  if (globalThis.axe === undefined) throw new Error("axe is not here");
  const seen = await axe.run(document, { runOnly: only, resultTypes: ["violations"] });
  return [axe.version, seen.violations.map(one => [one.id, one.nodes.map(node => node.target.join(" ")).slice(0, 4)])];
}"""


@cache
def source() -> str:
    """What has to be in a page for it: whoever opens pages brings it along (`add_init_script`)."""
    return script("axe-core/axe.min.js").read_text(encoding="utf-8")


def full(page: Page) -> list[str]:
    """All rules of WCAG 2.0–2.2 A and AA, and of good practice."""
    return _asked(page, {"type": "tag", "values": TAGS})


def quick(page: Page) -> list[str]:
    """Once more, after something about the same page has changed."""
    return _asked(page, {"type": "rule", "values": QUICK})


def _asked(page: Page, only: dict[str, Any]) -> list[str]:
    version, violations = page.evaluate(_ASK, only)
    assert version == VERSION
    return [f"axe {rule}: {json.dumps(where, ensure_ascii=False)}" for rule, where in violations]
