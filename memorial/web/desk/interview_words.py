"""Words for the desk's pages of interviews: what waits, what may be published and why, acts and refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from memorial.application.interview_waiting import Wait, Waiting
from memorial.domain.interview_answers import Why
from memorial.vocabulary import Audience
from memorial.web.desk.refusals import SAID as SAID_EVERYWHERE
from memorial.web.surface import number

WAITS: Mapping[Wait, Any] = {
    Wait.WITHDRAWN: _l("The narrator took it back."),
    Wait.REMOVED: _l("Taken off the list."),
    Wait.PAUSED: _l("Out of sight for now."),
    Wait.UNDER_AGE: _l("A narrator is under age: it stays closed."),
    Wait.NOTHING_ENTERED: _l("Neither a recording nor a transcript is here yet."),
    Wait.NO_RELEASE: _l("No release form is recorded."),
    Wait.RELEASE_WITHDRAWN: _l("The release form was withdrawn."),
    Wait.MACHINE: _l("A machine made the transcript, and nobody has read it yet."),
    Wait.NARRATOR_NOT_ASKED: _l("The narrator has not been asked to read the transcript as it stands."),
    Wait.NARRATOR_ASKED: _l("The narrator has been asked and has not answered yet."),
    Wait.NARRATOR_CHANGED: _l("The narrator agreed with other words in some places. Somebody has to read them."),
    Wait.NARRATOR_REFUSED: _l("The narrator said no."),
    Wait.EMBARGO: _l("Closed until its day."),
    Wait.NO_DAY: _l("Closed until a day, and no day is set."),
    Wait.CLOSED: _l("Access is closed."),
}


def wait_words(one: Waiting) -> str:
    if one.what is Wait.QUARANTINED:
        return ngettext("%(count)s recording was set aside.", "%(count)s recordings were set aside.", one.count,
                        count=number(one.count))  # fmt: skip
    if one.what is Wait.COPIES:
        return ngettext("Copies of %(count)s recording are made now.", "Copies of %(count)s recordings are made now.",
                        one.count, count=number(one.count))  # fmt: skip
    return str(WAITS[one.what])


# What may be published today, and why

AUDIENCES: Mapping[Audience, Any] = {
    Audience.PUBLIC: _l("Everyone; search engines may list it"),
    Audience.UNLISTED: _l("Whoever has the address; no list and no search engine"),
    Audience.RESEARCH: _l("Whom the desk lets in, for a time"),
    Audience.ARCHIVE: _l("Nobody outside"),
    Audience.TEAM: _l("Nobody outside"),
    Audience.NONE: _l("Nobody"),
}
BECAUSE: Mapping[Why, Any] = {
    Why.NOTHING_AGAINST_IT: _l("Everything that has to be in place is in place."),
    Why.MEMORIAL_NOT_PUBLIC: _l("The memorial itself is not open."),
    Why.MEMORIAL_CEILING: _l("The memorial lets nothing go further."),
    Why.REMOVED: _l("It was taken off the list."),
    Why.WITHDRAWN: _l("The narrator took it back."),
    Why.PAUSED: _l("It is out of sight for now."),
    Why.NO_RELEASE: _l("No release form is recorded."),
    Why.RELEASE_WITHDRAWN: _l("The release form was withdrawn."),
    Why.RELEASE_DOES_NOT_ALLOW: _l("The release form does not allow it."),
    Why.CLOSED: _l("Access is closed."),
    Why.NOT_OPEN_YET: _l("It is closed until a day that has not come."),
    Why.NO_DAY: _l("It is closed until a day, and no day is set."),
    Why.ON_REQUEST: _l("It is open on request only."),
    Why.UNLISTED: _l("It is open only to whoever has its address."),
    Why.NOT_AGREED_TO_BE_LISTED: _l("The narrator has not agreed that others may know of it while it is closed."),
    Why.UNDER_AGE: _l("A narrator is under age."),
    Why.NARRATOR_HAS_NOT_READ: _l("The narrator has not read it."),
    Why.NARRATOR_REFUSED: _l("The narrator said no."),
    Why.NOTHING_THERE: _l("There is nothing here yet."),
    Why.NO_COPY_YET: _l("No copy to listen to is ready."),
    Why.COPY_SHOWS_SEALED: _l("A span was sealed, and copies without it are still being made."),
    Why.QUARANTINED: _l("No copy could be made of the file."),
    Why.PARTS_SEALED: _l("Spans of it are sealed and left out."),
    Why.LIVING_NOT_AGREED: _l("Somebody alive may be in it who has not agreed."),
    Why.LIVING_AGREED: _l("Somebody alive is in it, who agreed for this site only."),
    Why.NOT_CHOSEN: _l("Nobody has chosen to show it."),
}
WOULD_CHANGE: Mapping[Why, Any] = {
    Why.MEMORIAL_NOT_PUBLIC: _l("An administrator opens the memorial."),
    Why.MEMORIAL_CEILING: _l("An administrator lets the memorial reach further."),
    Why.REMOVED: _l("Somebody brings it back to the list."),
    Why.WITHDRAWN: _l("Only the narrator can change that."),
    Why.PAUSED: _l("Whoever took it out of sight shows it again."),
    Why.NO_RELEASE: _l("A signed release form is recorded."),
    Why.RELEASE_WITHDRAWN: _l("A new release form is signed and recorded."),
    Why.RELEASE_DOES_NOT_ALLOW: _l("A release form that allows it is signed and recorded."),
    Why.CLOSED: _l("The desk opens it."),
    Why.NOT_OPEN_YET: _l("Its day comes; nobody has to do anything."),
    Why.NO_DAY: _l("The desk sets the day."),
    Why.ON_REQUEST: _l("The desk opens it to more people."),
    Why.UNLISTED: _l("The desk opens it to everyone."),
    Why.NOT_AGREED_TO_BE_LISTED: _l("The narrator is asked, and agrees."),
    Why.UNDER_AGE: _l("The narrator comes of age, and signs."),
    Why.NARRATOR_HAS_NOT_READ: _l("The narrator reads it and agrees."),
    Why.NARRATOR_REFUSED: _l("Only the narrator can change that."),
    Why.NOTHING_THERE: _l("It is entered or imported."),
    Why.NO_COPY_YET: _l("The program finishes the copies; nobody has to do anything."),
    Why.COPY_SHOWS_SEALED: _l("The program finishes the copies; nobody has to do anything."),
    Why.QUARANTINED: _l("It is tried again, or a file that can be read is brought in."),
    Why.PARTS_SEALED: _l("The day of the seal comes, or the desk opens the span."),
    Why.LIVING_NOT_AGREED: _l("Who is in it agrees, and that is recorded."),
    Why.NOT_CHOSEN: _l("The desk chooses to show it."),
}

# What is done, as the log and the history of an interview tell it

DONE: Mapping[str, Any] = {
    "add": _l("entered the interview"),
    "about": _l("changed what is said of the interview"),
    "narrator": _l("entered or changed a narrator"),
    "narrator_out": _l("took a narrator out"),
    "interviewer": _l("entered or changed an interviewer"),
    "interviewer_out": _l("took an interviewer out"),
    "session": _l("entered or changed a sitting"),
    "session_out": _l("took an empty sitting out"),
    "recording": _l("brought in a recording"),
    "recording_starts": _l("changed where a recording begins"),
    "recording_out": _l("destroyed a recording"),
    "photograph": _l("brought in a photograph"),
    "photograph_about": _l("changed what is said of a photograph"),
    "photograph_out": _l("destroyed a photograph"),
    "scan": _l("filed a scan"),
    "scan_out": _l("destroyed a scan"),
    "segment": _l("entered or changed a part of the index"),
    "segment_out": _l("took a part of the index out"),
    "transcript": _l("brought in a transcript"),
    "transcript_about": _l("changed what is said of a transcript"),
    "transcript_out": _l("took a transcript out"),
    "release": _l("recorded a release form"),
    "release_withdrawn": _l("recorded that the release form was withdrawn"),
    "consent": _l("recorded the informed consent"),
    "gift": _l("recorded the deed of gift"),
    "access": _l("changed how far it is open"),
    "pause": _l("took it out of sight"),
    "resume": _l("showed it again"),
    "remove": _l("took it off the list"),
    "bring_back": _l("brought it back to the list"),
    "erase": _l("erased an interview for good"),
    "master_out": _l("took a whole recording out of the archive’s keeping to look at it"),
    "scan_out_of": _l("opened a scan"),
    "media_again": _l("had a recording tried again"),
    "transcript_download": _l("took a transcript along as a file"),
    "asked_narrator": _l("gave the narrator a code to read the transcript"),
    "read_narrators_changes": _l("read the narrator’s other words and took them over"),
    "narrator_approved": _l("agreed to the transcript"),
    "narrator_changed": _l("agreed to the transcript, with other words"),
    "narrator_refuse": _l("said no to the transcript"),
    "narrator_hide": _l("took it out of sight"),
    "narrator_show": _l("showed it again"),
    "narrator_list": _l("agreed that others may know of it"),
    "narrator_unlist": _l("does not want others to know of it while it is closed"),
    "narrator_withdraw": _l("took it back"),
    "narrator_return": _l("gave it back"),
    "narrator_note": _l("wrote to the desk"),
    "sealed": _l("sealed a span"),
    "seal": _l("sealed a span"),
    "lift_seal": _l("opened a sealed span"),
    "move_seal": _l("changed the day on which a sealed span opens"),
    "transcript_correct": _l("corrected lines of a transcript"),
    "transcript_split": _l("divided a line of a transcript"),
    "transcript_join": _l("joined lines of a transcript"),
    "transcript_speaker_all": _l("changed the name of a speaker"),
    "transcript_remove": _l("took a line of a transcript out"),
    "transcript_add": _l("added a line to a transcript"),
    "transcript_take_back": _l("took a change of a transcript back"),
    "transcript_replace": _l("brought in a newer version of a transcript"),
    "transcript_read": _l("read a transcript to the end"),
    "transcript_not_read": _l("said that a transcript was not read to the end"),
    "import": _l("brought in an interview from files"),
    "imported": _l("brought in the interview from files"),
}
_ALSO_IN_LOG = ("narrator_", "transcript_", "seal", "lift_seal", "move_seal", "read_narrators_changes")
IN_LOG = {
    **{f"interview_{code}": words for code, words in DONE.items()},
    **{code: words for code, words in DONE.items() if code.startswith(_ALSO_IN_LOG)},
    "give_narrators_code": DONE["asked_narrator"],
    "narrator_sealed": DONE["sealed"],
    "import_interview": DONE["import"],
    "import_interview_look": _l("looked what would come of files of an interview"),
}
"""The same, by what an audit entry holds."""

WHY_ERASED: Mapping[str, Any] = {
    "narrator_asked": _l("The narrator asked for it"),
    "law": _l("The law asks for it"),
    "entered_by_mistake": _l("It was entered by mistake"),
}

# Refusals

SAID: Mapping[str, Any] = {
    "readers_only": _l("Only archivists of that memorial may do this."),
    "administrators_only": _l("Only administrators of that memorial may do this."),
    "write_a_moment": _l("Please write a moment such as 12:30 or 1:02:03."),
    "ends_before_it_begins": _l("The end has to come after the beginning."),
    "choose_the_sitting": _l("Please choose the sitting, or add one first."),
    "sitting_not_empty": _l("Something still belongs to this sitting: recordings, a transcript, the index or a seal."),
    "part_is_sealed": _l("A part of this recording is kept back. Lift the seal first, or ask for a new cut."),
    "touches_no_recording": _l("No recording of this sitting reaches into this time. Please look at the time again."),
    "write_whole_addresses": _l("Please write whole addresses that begin with https://."),
    "nobody_at_that_address": _l("Nobody of this memorial has that address."),
    "narrator_must_agree_to_be_listed": _l("It can be listed while it is closed only if the narrator agreed to that."),
    "narrator_said_no_to_listing": _l("The narrator does not want others to know of it while it is closed."),
    "not_paused_by_you": _l("The narrator took it out of sight, so only the narrator can show it again."),
    "not_sure": _l("Please tick that it is meant."),
    "write_a_date": _l("Please write the day as 2031-05-17."),
    "later_than_today": _l("Please give a day that is still to come."),
    "line_too_long": _l("Please use at most 500 characters."),
    "no_file": _l("Please choose a file."),
    "broken_off": _l("The file did not arrive whole. Nothing of it was kept. Please send it again."),
    "not_accepted": _l("The program does not know this kind of file. Nothing of it was kept."),
    "not_accepted_here": _l("This kind of file does not belong here. Nothing of it was kept."),
    "too_large": _l("This file is too large to be kept. Nothing of it was kept."),
    "empty": _l("The file is empty."),
    "no_files": _l("Please choose the files."),
    "too_many_files": _l("These are too many files for one interview."),
    "same_file_twice": _l("The same file was chosen twice."),
    "imported_already": _l("One of these files belongs to an interview of this memorial already."),
    "before_beginning": _l("Something would come to lie before the beginning. Please move it less."),
    "too_late": _l("Something would come to lie too late."),
    "storage_full": _l("The disk is full. Nothing of the file was kept. Please tell whoever runs the program."),
    "not_a_date": _l("Please write the date so that it is certain, such as 1993, 1993-05 or 1993-05-17."),
}


def said(code: str) -> str:
    """A refusal in words; one that has none is said plainly."""
    return str(SAID.get(code) or SAID_EVERYWHERE.get(code) or _("That is not possible now. Nothing was changed."))
