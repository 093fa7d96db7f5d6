"""A recording on the families' pages: asked about, shown before it is sent, and where it stands on the receipt."""

from __future__ import annotations

from memorial.application.ports.recordings import MediaProblem
from tests.installations import TestInstallation
from tests.voices import COPIED, MP3, accepted, made_ready
from tests.web.contribute.family import SHARE, Family
from tests.web.contribute.test_the_whole_way import begin

CHOICES = {"audience": "public", "person_name_shown": "full", "signature": "none"}


def to_choices_with_a_voice(family: Family, story: str = "") -> None:
    begin(family)
    family.press("upload", story=story, files=[("voice.mp3", MP3)])
    family.press()


def test_a_voice_alone_is_given_and_followed_on_the_receipt(family: Family, place: TestInstallation) -> None:
    to_choices_with_a_voice(family)
    assert "A voice can be recognised" in family.words()
    assert "Does anyone else speak in it who is alive today?" in family.words()
    family.press(**CHOICES)
    assert "Choose yes or no for this file." in family.words()
    family.press(file_1_publish="yes")
    assert "/share/choices" in family.addresses[-1], "who else speaks has to be said"
    family.press(file_1_living="no", file_1_caption="A song")

    assert "/share/check" in family.addresses[-1]
    assert "1 recording, once a person on our team has listened to it." in family.words()
    assert "It can be heard here once it is made ready." in family.words()
    assert "A recording · A song" in family.words()
    assert "which stays with our staff" not in family.words()
    family.press()

    family.open("/receipt")
    assert "voice.mp3" in family.words()
    assert "It is being made ready to be heard." in family.words()
    assert made_ready(place)
    family.open("/receipt")
    assert "It waits until a person on our team has listened to it." in family.words()
    (source,) = [one.get("src") for one in family.root.all("source")]
    assert family.open(source).data == COPIED
    answer = family.client.get(source, headers={"Range": "bytes=5-8"})
    assert (answer.status_code, answer.data) == (206, COPIED[5:9])

    with place.services.unit_of_work(read_only=True) as uow:
        (waiting,) = uow.remembrances.waiting(place.memorial.id, limit=10)
    assert waiting.kind == "voice"
    accepted(place, place.remembrance(place.memorial.id, waiting.id))
    family.open("/receipt")
    assert "Visitors can hear it." in family.words()
    family.press("action", "withdraw")
    assert "Visitors do not hear it." in family.words()
    assert family.client.get(source).status_code == 200
    family.client.delete_cookie("memorial")
    assert family.client.get(source).status_code == 404


def test_who_keeps_a_name_private_reads_that_a_recording_may_stay_with_the_staff(family: Family) -> None:
    to_choices_with_a_voice(family, "She sang.")
    family.press(**CHOICES | {"person_name_shown": "none"}, file_1_publish="yes", file_1_living="no")

    assert "Where a name is said that you keep private, it stays with our staff." in family.words()


def test_a_recording_can_be_opened_later_and_its_own_answer_is_shown(family: Family, place: TestInstallation) -> None:
    to_choices_with_a_voice(family, "She sang.")
    family.press(**CHOICES, file_1_publish="no", file_1_living="no")
    assert "1 file, which stays with our staff." in family.words()
    family.press()
    made_ready(place)
    family.open("/receipt")
    assert "It stays with our staff, as you chose." in family.words()

    family.open("/receipt/choices")
    assert "May visitors hear it?" in family.words()
    family.press(file_1_publish="yes")
    family.open("/receipt/choices")

    chosen = [
        one.get("value")
        for one in family.root.all("input")
        if one.get("name") == "file_1_publish" and one.has("checked")
    ]
    assert chosen == ["yes"]


def test_of_a_recording_that_cannot_be_read_the_receipt_says_so(family: Family, place: TestInstallation) -> None:
    to_choices_with_a_voice(family, "She sang.")
    family.press(**CHOICES, file_1_publish="yes", file_1_living="no")
    family.press()
    made_ready(place, MediaProblem.BROKEN)

    family.open("/receipt")

    assert "We could not read it, so it cannot be heard here. We keep it as you sent it." in family.words()


def test_a_page_for_choices_of_a_paper_asks_nothing_of_visitors(family: Family) -> None:
    begin(family)
    family.press("upload", story="She sang.", files=[("paper.pdf", b"%PDF-1.4\n1 0 obj\nendobj\n%%EOF\n")])
    family.press()

    assert "We keep this file safe." in family.words()
    assert f"{SHARE}/choices" in family.addresses[-1]
    assert 'name="file_1_publish"' not in family.page.text  # type: ignore[union-attr]
