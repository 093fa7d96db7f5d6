"""Unknown, withdrawn, hidden and never there: one answer, byte for byte."""

from __future__ import annotations

from dataclasses import replace

import pytest

from memorial.application import memorials
from memorial.domain.memorial import RecordSummary, Source
from tests.web.wall.conftest import Place, Visitor, made_place

UNKNOWN = "0" * 32


def _whole(visitor: Visitor, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
    answer = visitor.get(path)
    return answer.status_code, sorted(answer.headers.items()), answer.data


def test_whatever_is_not_there_is_answered_alike(visitor: Visitor, place: Place) -> None:
    code, remembrance = place.publish()
    person = place.person_of(remembrance)
    media = "0" * 32 + ".jpg"
    shown = [f"{place.base}remembrances/{remembrance}", f"{place.base}people/{person}", f"/p/{person}"]
    assert all(visitor.get(path).status_code in (200, 302) for path in shown)
    hidden = made_place(place.site, public=False)

    place.site.act(code, "withdraw")

    expected = _whole(visitor, "/en/nowhere/names")
    assert expected[0] == 404
    others = [
        f"{place.base}remembrances/{UNKNOWN}", f"{place.base}people/{UNKNOWN}", f"/p/{UNKNOWN}", "/p/x", "/nowhere",
        f"{place.base}unknown", f"{place.base}people/", f"/media/{media}", "/media/../x", hidden.base,
        f"/{hidden.memorial.slug}/", f"{hidden.base}feed.atom", f"/zz/{place.memorial.slug}/", "/en//x/", "/index.php",
        f"{place.base}people/{person.upper()}", f"/static/{media}", f"/embed/{place.memorial.slug}/names",
    ]  # fmt: skip
    for path in [*shown, *others]:
        assert _whole(visitor, path) == expected, path


def test_head_and_other_methods_tell_no_more(visitor: Visitor, place: Place) -> None:
    code, remembrance = place.publish()
    place.site.act(code, "hide")
    paths = [f"{place.base}remembrances/{remembrance}", f"{place.base}remembrances/{UNKNOWN}", "/en/nowhere/"]

    assert len({(a.status_code, str(a.headers), a.data) for a in map(visitor.head, paths)}) == 1
    for method in ("POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"):
        answers = [visitor.client.open(path, method=method) for path in paths]
        assert {answer.status_code for answer in answers} == {404}, method
        assert len({(str(answer.headers), answer.data) for answer in answers}) == 1, method


def test_an_error_repeats_nothing_that_was_asked(visitor: Visitor) -> None:
    answer = visitor.get("/en/nowhere/canaryword?canaryword=canaryword", Referer="http://localhost/canaryword")

    assert "canaryword" not in answer.text
    assert "canaryword" not in str(answer.headers)


@pytest.mark.parametrize("forwarded", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_a_draft_is_there_for_this_machine_only(
    visitor: Visitor, local_visitor: Visitor, place: Place, forwarded: str
) -> None:
    record = RecordSummary(scope="What is known so far.")
    draft = made_place(place.site, record=record, sources=(Source("s1", "A report"),))
    away = _whole(visitor, "/en/nowhere/")

    assert "data-draft" in local_visitor.get(draft.base).text
    assert local_visitor.get(draft.base).headers["Cache-Control"] == "no-store"
    assert "not reviewed" in local_visitor.get("/").text
    assert draft.memorial.slug not in visitor.get("/").text
    assert local_visitor.get(f"{draft.base}feed.atom").status_code == 404
    assert draft.memorial.slug not in local_visitor.get("/sitemap.xml").text
    for path in (draft.base, f"{draft.base}names", f"/{draft.memorial.slug}/", f"{draft.base}search?q=a"):
        assert _whole(visitor, path) == away
        assert local_visitor.get(path, **{forwarded.replace("-", "_"): "192.0.2.1"}).status_code == 404


def test_a_memorial_that_is_closed_to_the_public_again_is_gone_at_once(visitor: Visitor, place: Place) -> None:
    assert visitor.get(place.base).status_code == 200

    services, slug = place.site.services, place.memorial.slug
    memorials.change_settings(services, slug, change=lambda memorial: replace(memorial, public=False))

    assert _whole(visitor, place.base) == _whole(visitor, "/en/nowhere/")
