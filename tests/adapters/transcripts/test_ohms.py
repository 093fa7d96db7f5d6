"""OHMS XML: every field of a file comes in, an index works without a transcript, and no file can reach out."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from memorial.adapters.transcripts.forms import TranscriptFiles
from memorial.adapters.transcripts.ohms_marks import A_DAY
from memorial.application.ports.transcripts import Finding, NotATranscript, ReadTranscript, TranscriptForm, Written

SAMPLES = Path("tests/samples/oral-history/ohms")
FORMS = TranscriptFiles()

BILINGUAL = """<?xml version="1.0" encoding="UTF-8"?>
<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms"><record id="7" dt="2021-01-02"><version>5.4</version>
<date value="2020-03-04" format="yyyy-mm-dd"/><title>A talk by the pier</title><accession>A-7</accession>
<duration>00:05:00</duration><collection_name>Piers</collection_name><series_name>Voices</series_name>
<interviewee>Reed, Ada</interviewee><interviewee>Reed, Ben</interviewee><interviewer>Cole, Kit</interviewer>
<language>Azerbaijani</language><transcript_alt_lang>English</transcript_alt_lang><translate>1</translate>
<sync>1:|2(3)|4(1)</sync><sync_alt>1:|1(4)|1(2)</sync_alt>
<index><point><time>61.5</time><title>Dəniz</title><title_alt>The sea</title_alt>
<synopsis>Sahil</synopsis><keywords>su; duz</keywords><keywords_alt>water;salt</keywords_alt>
<gpspoints><gps>40.1, 49.5</gps><gps_zoom>12</gps_zoom><gps_text>Bakı</gps_text>
<gps_text_alt>Baku</gps_text_alt></gpspoints>
<gpspoints><gps>1,2</gps></gpspoints>
<hyperlinks><hyperlink>javascript:alert(1)</hyperlink><hyperlink_text>bad</hyperlink_text></hyperlinks>
<hyperlinks><hyperlink>https://example.org/a</hyperlink><hyperlink_text>good</hyperlink_text>
<hyperlink_text_alt>yaxşı</hyperlink_text_alt></hyperlinks></point></index>
<description>About the sea.</description><transcript>ADA: bir iki
üç dörd beş altı[[footnote]]1[[/footnote]]

BEN: yeddi səkkiz
[[footnotes]][[note]]A boat.[[link]]https://example.org/b[[/link]][[/note]][[/footnotes]]
</transcript><transcript_alt>one two three four</transcript_alt><rights>All kept.</rights><usage>Ask us.</usage>
<userestrict>1</userestrict><something_new a="b">kept too</something_new></record></ROOT>
"""
FIFTY = "<a " + " ".join(f'a{number}=""' for number in range(50)) + "/>"


def read(text: str | bytes) -> tuple[ReadTranscript, dict[str, Finding]]:
    found = FORMS.read(text if isinstance(text, bytes) else text.encode(), "a.xml")
    return found, {one.code: one for one in found.findings}


def record(inside: str) -> str:
    return f"<ROOT><record>{inside}</record></ROOT>"


# The two real files


def test_an_index_without_a_transcript_works() -> None:
    found, told = read((SAMPLES / "index_hyperlinks_example.xml").read_bytes())

    first, second = found.index
    assert found.transcripts == ()
    assert found.hints.title == "Oral history interview with Roy J. Plunkett"
    assert found.hints.accession_number == "OH0037"
    assert (first.start, first.title) == (1_000, {"und": "Pre-Interview Remarks"})
    assert second.keywords is not None
    assert len(second.keywords["und"]) == 34
    assert "DuPont (E.I. du Pont de Nemours & Co.)" in second.keywords["und"]
    assert [one.description.rpartition(" ")[2] for one in second.links] == ["Alyea", "Hanford", "Renfrew"]
    assert (second.latitude, second.place) == ("", None)
    assert {"marks_without_text", "date_not_understood", "kept_in_notes"} == set(told)
    assert dict(found.hints.elsewhere)["sync"].count("(") == 149


def test_a_transcript_within_the_file_is_read_with_the_lines_of_the_file() -> None:
    found, told = read((SAMPLES / "small-sample-vtt-ohms.xml").read_bytes())

    assert len(found.transcripts[0].cues) == 6
    assert (told["late_beginning"].lines, told["end_before_start"].lines) == ((46,), (61,))


@pytest.mark.parametrize("name", ["index_hyperlinks_example.xml", "small-sample-vtt-ohms.xml"])
def test_what_was_read_is_written_and_read_the_same(name: str) -> None:
    found, _ = read((SAMPLES / name).read_bytes())
    transcript = next(iter(found.transcripts), None)

    again, _ = read(FORMS.write(Written(transcript, index=found.index, hints=found.hints), TranscriptForm.OHMS))

    assert (again.transcripts, again.index) == (found.transcripts, found.index)
    assert (again.hints.title, again.hints.accession_number) == (found.hints.title, found.hints.accession_number)
    assert dict(again.hints.elsewhere)["repository"] == "Science History Institute"


# What the two do not have


def test_both_languages_come_in_under_their_tags() -> None:
    found, told = read(BILINGUAL)

    (point,) = found.index
    assert (found.hints.languages, found.hints.on) == (("az",), "2020-03-04")
    assert (found.hints.narrators, found.hints.interviewers) == (("Reed, Ada", "Reed, Ben"), ("Cole, Kit",))
    assert (found.hints.collection, found.hints.project) == ("Piers", "Voices")
    assert found.hints.rights_statement == "All kept.\n\nAsk us."
    assert (point.start, point.title) == (61_500, {"az": "Dəniz", "en": "The sea"})
    assert point.synopsis == {"az": "Sahil"}
    assert point.keywords == {"az": ("su", "duz"), "en": ("water", "salt")}
    assert (point.latitude, point.longitude, point.zoom) == ("40.1", "49.5", "12")
    assert point.place == {"az": "Bakı", "en": "Baku"}
    assert [one.href for one in point.links] == ["https://example.org/a"]
    assert told["link_left_out"].detail == "javascript:alert(1)"
    assert "restricted" in told


def test_a_text_is_divided_at_the_marks_of_its_minutes() -> None:
    found, told = read(BILINGUAL)

    first, second = found.transcripts
    assert [(one.start, one.end, one.speaker, one.text) for one in first.cues] == [
        (0, 60_000, "ADA", "bir iki üç dörd"),
        (60_000, 120_000, "ADA", "beş altı[1]"),
        (120_000, 300_000, "BEN", "yeddi səkkiz"),
    ]
    assert (first.language, first.translation) == ("az", False)
    assert first.notes == ("END\nFootnote 1: A boat. https://example.org/b",)
    assert (second.language, second.translation) == ("en", True)
    assert [one.text for one in second.cues] == ["one two three", "four"]
    assert told["mark_out_of_order"].count == 1


def test_every_value_that_has_no_place_is_kept_by_the_name_of_its_field() -> None:
    found, told = read(BILINGUAL)

    kept = dict(found.hints.elsewhere)
    assert kept["something_new"] == "kept too"
    assert kept["something_new/@a"] == "b"
    assert kept["index/point/gpspoints[2]/gps"] == "1,2"
    assert kept["index/point/hyperlinks[1]/hyperlink"] == "javascript:alert(1)"
    assert kept["index/point/hyperlinks[2]/hyperlink_text_alt"] == "yaxşı"
    assert "something_new" in told["kept_in_notes"].detail


def test_a_bilingual_interview_goes_out_and_comes_back() -> None:
    found, _ = read(BILINGUAL)
    written = Written(*found.transcripts, index=found.index, hints=found.hints, language="az", other="en")

    again, _ = read(FORMS.write(written, TranscriptForm.OHMS))

    assert again.transcripts == found.transcripts
    assert again.index == found.index
    assert (again.hints.languages, again.hints.narrators) == (("az",), ("Reed, Ada", "Reed, Ben"))


def test_a_text_without_marks_counts_as_the_whole_session_so_that_a_seal_takes_it_along() -> None:
    found, told = read(record("<title>T</title><transcript>ADA: one\n\nBEN: two</transcript>"))

    assert [(one.start, one.end, one.speaker) for one in found.transcripts[0].cues] == [
        (0, A_DAY, "ADA"),
        (0, A_DAY, "BEN"),
    ]
    assert "no_marks" in told


def test_a_text_without_marks_and_with_times_is_read_by_them() -> None:
    found, _ = read(record("<transcript>[00:01] one\n[00:02] two</transcript>"))

    assert [one.start for one in found.transcripts[0].cues] == [1_000, 2_000]


def test_a_second_language_without_a_name_is_told() -> None:
    found, told = read(record("<index><point><time>1</time><title>a</title><title_alt>b</title_alt></point></index>"))

    assert found.index[0].title == {"und": "a", "mis": "b"}
    assert "bilingual_unnamed" in told


def test_a_name_of_a_language_that_nobody_knows_is_kept_and_told() -> None:
    found, told = read(record("<language>Old Pierish, English</language>"))

    assert found.hints.languages == ("en",)
    assert told["language_not_known"].detail == "Old Pierish"
    assert dict(found.hints.elsewhere)["language"] == "Old Pierish, English"


# Files that mean harm


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ROOT><record><title>&x;</title></record></ROOT>',
        '<!DOCTYPE ROOT SYSTEM "http://127.0.0.1:9/a.dtd"><ROOT><record/></ROOT>',
        '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><ROOT><record><title>&b;</title></record></ROOT>',
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]><ROOT><record/></ROOT>',
        "<!DOCTYPE html><ROOT><record/></ROOT>",
    ],
)
def test_a_file_that_declares_anything_is_refused(text: str) -> None:
    with pytest.raises(NotATranscript) as refused:
        read(text)

    assert refused.value.code == "entities"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (record("<a>" * 30 + "</a>" * 30), "too_deep"),
        (record(FIFTY * 3_001), "too_deep"),
        (record("<title>x"), "not_xml"),
        (record("<title>&copy;</title>"), "not_xml"),
        ("<ROOT/>", "not_ohms"),
        ("<ROOT><record/><record/></ROOT>", "several_records"),
        (record(f"<index>{'<point><time>1</time></point>' * 5_001}</index>"), "too_many_points"),
        ('<?xml version="1.0" encoding="no-such"?><ROOT/>', "not_text"),
    ],
)
def test_a_file_that_is_broken_or_too_much_is_refused_at_once(text: str, code: str) -> None:
    began = time.thread_time()
    with pytest.raises(NotATranscript) as refused:
        read(text)

    assert refused.value.code == code
    assert time.thread_time() - began < 5


def test_a_file_in_an_older_encoding_says_so_itself() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?><ROOT><record><title>Море</title></record></ROOT>'

    assert read(text.encode("cp1251"))[0].hints.title == "Море"


def test_what_no_xml_may_hold_does_not_break_what_goes_out() -> None:
    found, _ = read(
        record("<title>a</title><vtt_transcript>WEBVTT\n\n00:01.000 --> 00:02.000\n]]&gt; &amp;lt;b</vtt_transcript>")
    )

    again, _ = read(FORMS.write(Written(found.transcripts[0], hints=found.hints), TranscriptForm.OHMS))

    assert again.transcripts[0].cues[0].text == found.transcripts[0].cues[0].text == "]]> <b"
