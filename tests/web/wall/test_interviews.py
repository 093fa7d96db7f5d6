"""Interviews as visitors meet them: heard, read, searched and cited; and what is kept back said in its place."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import date

import pytest
from werkzeug.test import Client

from memorial.domain.interview import About, Access, Interviewer, MediaState, Narrator, Session
from memorial.domain.transcript import Cue, Link
from memorial.settings import project_folder
from memorial.vocabulary import FileKind, Rendering
from memorial.web.surface import SurfaceSettings
from memorial.web.wall import create_wall
from tests.installations import TestInstallation
from tests.interviews import copy_of, master, recording, seal, segment, transcript
from tests.page_tree import read_page
from tests.stopwatch import least_seconds
from tests.web.wall.conftest import Place, Visitor, date_in_words
from tests.web.wall.heard import SAID, address, change, heard_place, lines, of, tell, written
from tests.web.wall.records import about, keep, source, typed


@pytest.fixture
def place(site: TestInstallation) -> Place:
    return heard_place(site)


def test_a_page_says_who_tells_when_where_and_by_whom_and_how_large_it_is(place: Place, visitor: Visitor) -> None:
    one = tell(
        place,
        about=About(
            {"en": "The lamp", "ar": "المصباح"},
            {"en": "One night."},
            languages=("en", "ar"),
            accession_number="OH-7",
            copyright_holder="Ada Reed",
            rights_statement="https://rightsstatements.org/vocab/InC/1.0/",
        ),
        interviewers=(Interviewer("i1", "Ola Brandt", shown=True), Interviewer("i2", "Not Named", shown=False)),
        sessions=(Session(1, on="2026-02", place="The school", place_shown=True, recordings=(recording(of(place)),)),),
    )

    page = visitor.get(address(place, one)).text

    for words in (
        "The lamp",
        "One night.",
        "Ada Reed",
        "February 2026",
        "The school",
        "Ola Brandt",
        "English · Arabic",
    ):
        assert words in page
    for words in ("1 min", "MP3", "1 kB", "OH-7", "rightsstatements.org"):
        assert words in page
    assert "Not Named" not in page
    assert f"https://memorial.example{address(place, one)}" in page
    assert "Ada Reed. The lamp. Asked by Ola Brandt. February 2026. OH-7. " in page
    assert '<bdi lang="ar" dir="rtl">المصباح' in visitor.get(address(place, one, "ar")).text


def test_every_time_is_a_link_to_the_sound_without_a_script(place: Place, visitor: Visitor) -> None:
    one = tell(place, transcripts=(transcript(*lines(*SAID, apart=70_000)),))

    page = visitor.get(address(place, one)).text

    links = re.findall(r'<a class="told-at" href="(/media/[0-9a-f]{32}\.mp3)#t=(\d+)" data-t="\d+">([\d:]+)</a>', page)
    assert [(second, shown) for _, second, shown in links] == [
        ("0", "0:00"), ("70", "1:10"), ("140", "2:20"), ("210", "3:30")
    ]  # fmt: skip
    assert visitor.get(links[0][0], Range="bytes=0-9").status_code == 206
    assert "media-src 'self'" in visitor.get(links[0][0]).headers["Content-Security-Policy"]
    assert "sandbox" not in visitor.get(links[0][0]).headers["Content-Security-Policy"]
    assert '<audio class="sound-player" controls preload="none"' in page
    assert all(words in page for words in SAID)
    assert 'id="pc2"' in page


def test_times_of_a_second_recording_count_from_its_own_beginning(place: Place, visitor: Visitor) -> None:
    here = of(place)
    first, second = recording(here, duration=60_000), recording(here, duration=60_000, starts=60_000)
    said = transcript(*lines("A.", "B.", apart=70_000))
    one = tell(place, sessions=(Session(1, recordings=(first, second)),), transcripts=(said,))

    page = visitor.get(address(place, one)).text

    at = re.findall(r'href="(/media/[0-9a-f]+\.mp3)#t=(\d+)"', page)
    assert [second for _, second in at] == ["0", "10"]
    assert len({name for name, _ in at}) == 2
    assert page.count("<audio") == 2


def test_what_somebody_wrote_never_becomes_markup(place: Place, visitor: Visitor) -> None:
    nasty = "<script>alert(1)</script> & \"'\0 </p>"
    one = tell(
        place,
        about=About({"en": nasty}, {"en": nasty}, languages=("en",)),
        transcripts=(
            transcript(Cue("c1", 0, 900, nasty, nasty), Cue("c2", 1000, 1900, "Then.\nNow.", nasty, language="ar")),
        ),
        index=(segment(1, 0, 9000, nasty, synopsis={"en": nasty}, content_note={"en": nasty}),),
        seals=(seal(50_000, 60_000, said={"en": nasty}),),
    )

    page = visitor.get(address(place, one)).text

    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 6
    assert '<span id="pc2" lang="ar" dir="rtl" data-t="1000">Then. Now.</span>' in page
    for form in ("vtt", "srt", "txt"):
        assert visitor.get(f"{address(place, one)}/transcript-t1.{form}").status_code == 200
    _, _, captions = visitor.get(f"{address(place, one)}/transcript-t1.vtt").text.partition("-->")
    assert "<script>" not in captions
    assert "&lt;script&gt;" in captions


def test_a_translation_stands_beside_the_original_in_as_many_blocks(place: Place, visitor: Visitor) -> None:
    said, arabic = [f"Sentence {number}." for number in range(30)], [f"جملة {number}" for number in range(28)]
    one = tell(
        place,
        transcripts=(
            written(*said, id="en", by="Ola Brandt"),
            written(*arabic, id="ar", language="ar", translation=True, machine="Some 3"),
            written("Satz.", id="de", language="de", translation=True),
        ),
    )  # fmt: skip

    page = read_page(visitor.get(address(place, one)).text).root

    texts = [element for element in page.all("section") if element.get("class") == "told"]
    assert [(text.get("lang"), text.get("dir")) for text in texts] == [("en", "ltr"), ("ar", "rtl"), ("de", "ltr")]
    blocks = [len([one for one in text.all("div") if one.get("class") == "told-block"]) for text in texts]
    assert blocks[0] == blocks[1] > 3
    assert blocks[2] == 0
    assert [header.get("lang") for text in texts for header in text.all("header")] == ["en"] * 3
    assert "no person has read it yet" in texts[1].text()
    assert "no person has read it yet" not in texts[0].text()
    assert "Written down by Ola Brandt" in texts[0].text()
    found = visitor.get(f"{address(place, one)}?q=جملة+3").text
    assert f'href="{address(place, one)}#pc3-1"' in found
    assert len([line for line in texts[1].all("span") if line.get("id") == "pc3-1"]) == 1
    arabic = read_page(visitor.get(address(place, one, "ar")).text).root
    assert [text.get("lang") for text in arabic.all("section") if text.get("class") == "told"] == ["en", "ar", "de"]


def test_a_span_that_is_kept_back_is_said_in_its_place_and_nowhere_heard(place: Place, visitor: Visitor) -> None:
    texts = [f"Line {number}." if number != 2 else "Secretword was said." for number in range(5)]
    sealed = seal(20_000, 29_000, until=date(2040, 1, 1), said={"en": "It names somebody."})
    here = of(place)
    silent = recording(here, copy_of(here, b"m" * 9, "mp3", ((20_000, 29_000),)), duration=60_000)
    one = tell(place, sessions=(Session(1, recordings=(silent,)),), transcripts=(written(*texts),))
    assert "Secretword" in visitor.get(address(place, one)).text

    change(place, one, seals=(sealed,))

    page = visitor.get(address(place, one)).text
    told = page[page.index('<section class="told"') :]
    words = "\u20660:20–0:29\u2069 is not shown here. It names somebody. It opens on 1 January 2040."
    assert "Secretword" not in page
    assert told.index("Line 1.") < told.index(words) < told.index("Line 3.")
    assert page.count(words) == 2
    assert page.count('<rect class="sound-hidden"') == 1
    assert "Secretword" not in visitor.get(f"{address(place, one)}?q=secretword").text.replace('value="secretword"', "")
    vtt = visitor.get(f"{address(place, one)}/transcript-t1.vtt").text
    assert "Secretword" not in vtt
    assert f"00:00:20.000 --> 00:00:29.000\n[{words}]" in vtt


def test_words_that_the_narrator_chose_instead_are_marked_once_for_each_place(place: Place, visitor: Visitor) -> None:
    cues = lines(*SAID)
    edited = (cues[0], *(replace(one, edited=True) for one in cues[1:3]), cues[3])
    one = tell(place, transcripts=(transcript(*edited),))

    page = visitor.get(address(place, one)).text

    assert page.count("(the narrator chose other words here than those that are heard)") == 1
    assert "In some places the narrator chose other words" in page


def test_the_index_leads_to_the_sound_to_the_words_and_past_what_is_hard_to_hear(
    place: Place, visitor: Visitor
) -> None:
    one = tell(
        place,
        index=(
            segment(1, 0, 10_000, "The bridge", keywords={"en": ("bridge", "mail")}, place={"en": "Vell"},
                    links=(Link("https://example.org/a", "A photograph"), Link("javascript:alert(1)", "Bad"))),
            segment(2, 10_000, 20_000, "The lamp", content_note={"en": "a death is described"}),
        ),
    )  # fmt: skip

    page = visitor.get(address(place, one)).text

    root = read_page(page).root
    parts = [element for element in root.all("details") if element.get("id").startswith("s")]
    assert [part.get("id") for part in parts] == ["s1", "s2"]
    assert [link.get("href").partition("#")[2] for link in parts[1].all("a")] == ["t=10", "pc1", "s2"]
    assert "bridge · mail" in parts[0].text()
    assert "javascript:" not in page
    assert page.count("\u20660:10–0:20\u2069: ") == 2
    assert page.count('href="#pc2" data-t="20000">Go to 0:20</a>') == 2
    assert "a death is described" not in parts[1].text()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"access": Access.ON_REQUEST, "listed": True}, "can be heard and read on request"),
        ({"access": Access.EMBARGOED, "opens_on": date(2040, 1, 1), "listed": True}, "is closed until 1 January 2040"),
        ({"access": Access.CLOSED_LISTED, "listed": True}, "is kept and is closed"),
    ],
)
def test_of_a_closed_one_only_the_heading_is_shown_and_only_if_that_was_agreed(
    place: Place, visitor: Visitor, given: dict[str, object], says: str
) -> None:
    one = tell(place, **given)
    page = visitor.get(address(place, one)).text

    assert says in page
    assert "lamp of the pump house" not in page
    assert "<audio" not in page
    assert ("/request" in page) == (given["access"] is Access.ON_REQUEST)
    assert "The lamp on the stairs" in visitor.get(f"{place.base}interviews").text
    assert visitor.get(f"{address(place, one)}/transcript-t1.vtt").status_code == 404
    assert visitor.get(f"{address(place, one)}?q=lamp").text.count("pump house") == 0

    change(place, one, listed=None)
    unknown = visitor.get(address(place, one).replace(one.id, "0" * 32))
    assert (visitor.get(address(place, one)).status_code, visitor.get(address(place, one)).data) == (404, unknown.data)
    assert "The lamp on the stairs" not in visitor.get(f"{place.base}interviews").text


def test_an_unlisted_one_is_read_by_its_address_and_named_nowhere(place: Place, visitor: Visitor) -> None:
    one = tell(place, "Quietword", access=Access.UNLISTED)

    answer = visitor.get(address(place, one))

    assert "We had one lamp." in answer.text
    assert "noindex" in answer.headers["X-Robots-Tag"]
    for path in ("", "interviews", "search?q=lamp", "search?q=quietword"):
        assert one.id not in visitor.get(place.base + path).text
    assert one.id not in visitor.get("/sitemap.xml").text


def test_one_that_is_open_is_found_by_machines_lists_and_people(place: Place, visitor: Visitor) -> None:
    _, remembrance = place.publish()
    narrator = Narrator("n1", "Ayla Verdin", shown=Rendering.FULL, person_id=place.person_of(remembrance))
    one = tell(place, narrators=(narrator,))
    person = f"{place.base}people/{narrator.person_id}"

    assert "noindex" not in visitor.get(address(place, one)).headers["X-Robots-Tag"]
    assert address(place, one) in visitor.get("/sitemap.xml").text
    assert address(place, one) in visitor.get(person).text
    assert f'href="{person}"' in visitor.get(address(place, one)).text
    assert f'href="{place.base}interviews"' in visitor.get(place.base).text
    assert ">Voices</a>" in visitor.get(f"{place.base}names").text

    change(place, one, access=Access.CLOSED)
    assert address(place, one) not in visitor.get(person).text
    assert ">Voices</a>" not in visitor.get(f"{place.base}names").text
    assert "No interview can be heard here yet." in visitor.get(f"{place.base}interviews").text


def test_three_sessions_have_three_addresses_and_one_search(place: Place, visitor: Visitor) -> None:
    here = of(place)
    one = tell(
        place,
        sessions=tuple(Session(number, on=f"2026-02-0{number}", recordings=(recording(here),)) for number in (1, 2, 3)),
        transcripts=tuple(written(f"Word{number} lamp.", id=f"t{number}", session=number) for number in (1, 2, 3)),
    )

    first, third = visitor.get(address(place, one)).text, visitor.get(f"{address(place, one)}?session=3").text
    assert ("Word1" in first, "Word3" in first, "Word1" in third, "Word3" in third) == (True, False, False, True)
    assert first.count(f"{address(place, one)}?session=") >= 3
    found = visitor.get(f"{address(place, one)}?q=lamp").text
    hrefs = re.findall(r'<li><a href="([^"]+)"', found)
    assert [href.removeprefix(address(place, one)) for href in hrefs if "#p" in href] == [
        "#pc0", "?session=2#pc0", "?session=3#pc0"
    ]  # fmt: skip
    for wrong in ("4", "0", "x", "9" * 9, "١"):
        assert visitor.get(f"{address(place, one)}?session={wrong}").status_code == 404


def test_each_of_sound_and_words_may_be_missing(place: Place, visitor: Visitor) -> None:
    here = of(place)
    words = tell(place, sound=False)
    page = visitor.get(address(place, words)).text
    assert "<audio" not in page
    assert '<a class="told-at" href="#pc0"' in page

    waiting = replace(recording(here), copies=(), state=MediaState.WAITING)
    sound = tell(place, transcripts=())
    assert "There is no transcript yet." in visitor.get(address(place, sound)).text
    prepared = tell(place, sessions=(Session(1, recordings=(waiting,)),), transcripts=())
    page = visitor.get(address(place, prepared)).text
    assert "There is no transcript yet." not in page or "is being made ready" in page
    assert visitor.get(address(place, tell(place, sound=False, transcripts=()))).status_code in (200, 404)


def test_a_film_has_captions_that_count_from_its_own_beginning(place: Place, visitor: Visitor) -> None:
    here = of(place)
    film = recording(
        here,
        copy_of(here, b"film", "mp4"),
        copy_of(here, b"jpeg", "jpeg"),
        duration=15_000,
        starts=10_000,
        master=master(here, b"film", FileKind.VIDEO, "video/mp4"),
    )
    one = tell(place, sessions=(Session(1, recordings=(film,)),))

    page = visitor.get(address(place, one)).text
    track = re.search(r'<track kind="captions" src="([^"]+)" srclang="en" label="English">', page)

    assert track is not None
    assert re.search(r'<video [^>]*poster="/media/[0-9a-f]+\.jpe?g"', page)
    captions = visitor.get(track[1])
    assert captions.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert captions.text.count("-->") == 2
    assert "00:00:00.000 --> 00:00:09.000\n<v ADA REED>My mother kept" in captions.text
    assert visitor.get(track[1].replace("recording=1", "recording=2")).status_code == 404
    assert "We had one lamp." in captions.text


def test_a_search_in_the_whole_memorial_lands_on_the_moment(place: Place, visitor: Visitor) -> None:
    one = tell(place, index=(segment(1, 0, 9000, "Turbines and mills"),))

    page = visitor.get(f"{place.base}search?q=pump+house").text
    assert f'href="{address(place, one)}?session=1#pc1"' in page
    assert "My mother kept the lamp of the pump house." in page
    assert f'href="{address(place, one)}?session=1#s1"' in visitor.get(f"{place.base}search?q=turbines").text
    assert one.id not in visitor.get(f"{place.base}search?q=xylograph").text


def test_a_page_is_kept_until_something_changes_and_never_with_words_of_a_reader(
    place: Place, visitor: Visitor
) -> None:
    one = tell(place)
    first, second = (
        visitor.client.get(address(place, one), headers={"Accept-Encoding": "gzip"}, buffered=True) for _ in range(2)
    )
    assert "ETag" not in first.headers
    assert "ETag" in second.headers
    assert first.data != second.data
    assert gzip.decompress(first.data) == gzip.decompress(second.data) == visitor.get(address(place, one)).data
    known = visitor.get(address(place, one), If_None_Match=second.headers["ETag"])
    assert known.status_code == 304

    change(place, one, paused=True)
    assert visitor.get(address(place, one)).status_code == 404
    change(place, one, paused=False)
    assert "ETag" not in visitor.get(f"{address(place, one)}?q=lamp").headers
    assert "We had one lamp." in visitor.get(address(place, one)).text


def test_a_long_list_goes_on_page_by_page(place: Place, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("memorial.web.wall.interviews.PER_PAGE", 2)
    ids = {tell(place, f"Title {number}", sound=False).id for number in range(5)}

    found, path = list[str](), f"{place.base}interviews"
    while path:
        page = visitor.get(path).text
        found += re.findall(r'voices-title"><a href="[^"]*/interviews/([0-9a-f]{32})"', page)
        following = re.search(r'class="pagination-next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""

    assert len(found) == 5
    assert set(found) == ids


@pytest.mark.alone
def test_a_page_of_eleven_thousand_lines_is_made_at_once_and_begins_before_it_is_whole(place: Place) -> None:
    said = [f"Sentence {number} of many that are told, and then some more words." for number in range(11_000)]
    one = tell(place, sound=False, transcripts=(transcript(*lines(*said, apart=3000)),))
    settings = SurfaceSettings(templates=project_folder("templates"), static=project_folder("static"))
    client = Client(create_wall(place.site.installation.reader, settings, date_in_words=date_in_words))

    def whole() -> None:
        assert len(client.get(address(place, one), buffered=True).data) > 1_000_000

    def beginning() -> None:
        answer = client.get(address(place, one), buffered=False)
        first = next(iter(answer.response))
        assert b"<h1>" in first and len(first) < 20_000 and b"</html>" not in first
        answer.close()

    whole()
    assert least_seconds(whole, times=5, enough=0.06) < 0.1
    # It does not wait for the rest to be written.
    assert least_seconds(beginning, times=5, enough=0.03) < 0.05


def test_a_source_of_the_record_that_is_an_interview_is_named_on_its_page(place: Place, visitor: Visitor) -> None:
    one = tell(place)
    cited = f"https://memorial.example{address(place, one)}"
    keep(
        place,
        typed(
            {
                "about": about(summary_source_ids=("other",)),
                "told": source("What the keeper told", address=cited),
                "other": source("Other"),
            }
        ),
    )

    page = visitor.get(address(place, one)).text

    assert f'<a href="{place.base}record/sources/told"><bdi dir="auto">What the keeper told</bdi></a>' in page
    assert "record/sources/other" not in page
    change(place, one, access=Access.CLOSED_LISTED, listed=True)
    assert f"{place.base}record/sources/told" in visitor.get(address(place, one)).text


def test_in_a_citation_everybody_keeps_their_place_whatever_they_are_written_in(place: Place, visitor: Visitor) -> None:
    one = tell(
        place,
        about=About({"en": "The lamp"}),
        narrators=(Narrator("n1", "هالة", language="ar", shown=Rendering.FULL),),
        interviewers=(Interviewer("i1", "سامر", shown=True),),
    )

    page = visitor.get(address(place, one)).text

    assert "\u2068هالة\u2069. \u2068The lamp\u2069. \u2068Asked by سامر\u2069" in page
