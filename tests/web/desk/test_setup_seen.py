"""Walking through: what each person would meet, made by the gate, for the team alone; and two editors where wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from memorial.adapters.family_dates import year_in
from memorial.adapters.lists.reading import read_list
from memorial.application import memorials, reviewing
from memorial.application.people import import_people
from memorial.domain.memorial import Memorial
from memorial.domain.setting_up import ReadingRules
from memorial.vocabulary import Audience, Risk, Role
from tests.installations import memorial_like
from tests.web.desk.desk_client import Browser, World
from tests.web.desk.test_setup import states

SEE = "/desk/setup/quiet/see"


def quiet(world: World, **changes: Any) -> Memorial:
    return memorials.create(world.services, memorial_like(world.services, "quiet", public=False, **changes))


def names(world: World, tmp_path: Path, name: str, audience: Audience) -> None:
    listed = tmp_path / f"{audience.word}.csv"
    listed.write_text(f"name,place\n{name},Here\n", encoding="utf-8")
    rows = read_list(listed).names()
    import_people(world.services, "quiet", rows, source=f"List {name}", read_date=year_in, audience=audience)


def change(world: World, **changes: Any) -> None:
    memorials.change_settings(world.services, "quiet", change=lambda one: replace(one, **changes))


def test_a_visitor_would_see_what_the_gate_lets_through_and_not_more(world: World, tmp_path: Path) -> None:
    quiet(world, purpose={"en": "For the quiet ones.", "ar": "للهادئين"})
    names(world, tmp_path, "Anna Berg", Audience.PUBLIC)
    names(world, tmp_path, "Canary Kept", Audience.TEAM)
    browser = world.signed_in("reader@example.org", Role.MODERATOR, "quiet")

    page = browser.get(f"{SEE}/visitor/en").text
    arabic = browser.get(f"{SEE}/visitor/ar").text
    change(world, ceiling=Audience.TEAM)

    assert "Anna Berg" in page and "Canary Kept" not in page and "For the quiet ones." in page
    assert 'dir="rtl"' in arabic and "للهادئين" in arabic
    closed = browser.get(f"{SEE}/visitor/en").text
    assert "Anna Berg" not in closed and "Visitors see no names" in closed
    with world.installation.reader.snapshot() as snapshot:
        assert snapshot.memorial("quiet") is None


def test_a_family_would_meet_the_notice_the_question_and_what_the_risk_switches(world: World) -> None:
    made = quiet(world, risk=Risk.HIGH, neutral_site={"en": "https://weather.example/"})
    change(world, setup=replace(made.setup, question={"en": "How did you hear of us?"}))
    browser = world.signed_in("admin@example.org", Role.ADMIN, "quiet")

    careful = browser.get(f"{SEE}/family/en").text
    change(world, risk=Risk.NONE)
    plain = browser.get(f"{SEE}/family/en").text

    for page in (careful, plain):
        assert "We keep what you send, and show what you allow." in page and "How did you hear of us?" in page
        assert "Who may see it?" in page and "The Keepers" in page
    assert (
        "https://weather.example/" in careful and "receipt-code-hidden" in careful and "Shall we write" not in careful
    )
    assert "weather" not in plain and "receipt-code-hidden" not in plain and "Shall we write" in plain


def test_it_counts_as_walked_until_something_is_changed(world: World) -> None:
    quiet(world)
    browser = world.signed_in("admin@example.org", Role.ADMIN, "quiet")

    for view in ("family", "moderator", "visitor"):
        browser.get(f"{SEE}/{view}/en")
        browser.submit("I have looked at this")
    walked = states(browser, "quiet")["see"]
    change(world, title={"en": "Another name"})

    assert walked and not states(browser, "quiet")["see"]


def test_where_two_are_wanted_one_editor_publishes_nothing(world: World, ferry: Memorial) -> None:
    rules = replace(ferry.setup, reading=ReadingRules(second_reader=True))
    memorials.change_settings(world.services, "ferry", change=lambda one: replace(one, setup=rules))
    first = world.signed_in("one@example.org", Role.EDITOR)
    second = world.signed_in("two@example.org", Role.EDITOR)
    record = world.send()

    _accept(first, record)
    after_one = world.record(ferry, record).latest.state
    assert "One of two has agreed" in second.get(f"/desk/review/ferry/{record}").text
    _accept(second, record)
    world.clock.go(minutes=11)
    reviewing.publish_due(world.services, ferry.id, record)

    assert after_one.value == "in_review"
    assert world.shown(ferry) == [record]


def _accept(browser: Browser, record: str) -> None:
    browser.get("/desk/queue?memorial=ferry")
    browser.get(f"/desk/review/ferry/{record}")
    answer = browser.submit("decision", decision="accept")
    assert answer.status_code == 200, answer.text[:2000]
