"""What charts show on a page, for tests."""

from __future__ import annotations

from tests.page_tree import Element, read_page


def marks_of(page: str) -> list[Element]:
    """The rows of its charts, each with one number."""
    return [one for one in read_page(page).root.all("tr") if one.get("class") == "chart-row"]
