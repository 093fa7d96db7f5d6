"""What setting up says that each risk switches is what the pages do."""

from __future__ import annotations

from dataclasses import replace

from werkzeug.test import Client

from memorial.application import memorials
from memorial.vocabulary import Risk
from memorial.web.desk.setup_words import SWITCHES
from tests.installations import TestInstallation
from tests.journeys.routes import applications
from tests.web.contribute.family import SHARE, Family
from tests.web.contribute.test_the_whole_way import to_check

TITLE = "The harbour"


def seen(family: Family, place: TestInstallation, risk: Risk) -> dict[str, bool]:
    """What a family and a visitor meet at that risk, by what they look at."""
    memorials.change_settings(place.services, "harbour", change=lambda one: replace(one, risk=risk))
    family.client.delete_cookie("memorial")
    to_check(family)
    named, leaves = TITLE in family.title(), ">Leave this page<" in (family.page.text if family.page else "")
    family.press()
    page = family.page.text if family.page else ""
    wall = Client(applications(place.installation)["wall"]).get("/en/harbour/names").text
    return {
        "named": named,
        "leave": leaves,
        "code hidden": "receipt-code-hidden" in page,
        "file": "receipt.txt" in page,
        "e-mail": 'name="email"' in page,
        "named to visitors": TITLE in wall.partition("</title>")[0],
    }


def test_each_risk_switches_what_it_says(family: Family, place: TestInstallation) -> None:
    none, some, high = (seen(family, place, risk) for risk in (Risk.NONE, Risk.SOME, Risk.HIGH))

    careful = {"named": False, "leave": True, "code hidden": True, "file": False, "e-mail": False}
    assert none == {"named": True, "leave": False, "code hidden": False, "file": True, "e-mail": True} | {
        "named to visitors": True
    }
    assert some == careful | {"named to visitors": True}
    assert high == careful | {"named to visitors": False}
    assert set(SWITCHES) == set(Risk)
    assert family.open(SHARE).status_code == 200
