"""What the log says of an act: who, what, with which outcome, and why."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from memorial.web.desk.importing_words import REFUSED_LISTS, SAME, rows_words
from memorial.web.desk.interview_words import IN_LOG, WHY_ERASED
from memorial.web.desk.interview_words import SAID as SAID_OF_INTERVIEWS
from memorial.web.desk.person_words import DONE as DONE_WITH_PEOPLE
from memorial.web.desk.refusals import SAID
from memorial.web.desk.transcript_words import WHY as SAID_OF_TRANSCRIPTS
from memorial.web.desk.words import GROUNDS, count_words, flag_words, reason_words

ACTIONS = {
    "review_decide": _l("Decision"),
    "accept": _l("accepted"),
    "suggest": _l("suggested other words"),
    "ask": _l("asked the sender"),
    "write": _l("wrote to the sender"),
    "read_message": _l("read a message of the sender"),
    "keep": _l("kept for the archive"),
    "second": _l("asked for a second reader"),
    "decline": _l("declined"),
    "claim": _l("took it to read"),
    "enter_paper": _l("entered a paper form"),
    "open_scan": _l("opened the scan of a paper form"),
    "release": _l("passed it on"),
    "mark": _l("marked it for other readers"),
    "unmark": _l("took a mark away"),
    "undo_decline": _l("undid that it was declined as spam"),
    "release_all": _l("gave back what they held"),
    "support": _l("said whom readers can talk to"),
    "desk_ways": _l("changed how they work at the desk"),
    "undo": _l("undid an acceptance"),
    "note": _l("wrote a note for readers"),
    "begin_message": _l("began a message with a text from the list"),
    "message_texts": _l("changed the texts for messages"),
    "listen": _l("listened to a recording, so that visitors may hear it"),
    "pause": _l("took it out of sight"),
    "guardian_agree": _l("agreed, as a guardian"),
    "guardian_refuse": _l("refused, as a guardian"),
    "guardian_take_back": _l("took a guardian’s agreement back"),
    "resume": _l("asked to show it again"),
    "hide_at_once": _l("hid something at once, as an objection asked"),
    "objection_hide": _l("hid something until it is decided"),
    "objection_kin": _l("confirmed that an objector is family"),
    "objection_uphold": _l("asked to uphold an objection"),
    "objection_reject": _l("asked to reject an objection"),
    "objection_answer": _l("answered an objection"),
    "objection_message": _l("wrote to an objector"),
    "objection_lapsed": _l("showed again what an objection had hidden"),
    "objection_taken_back": _l("showed again what an objection had hidden: it was taken back"),
    "objection_forgotten": _l("destroyed a closed objection"),
    "remove": _l("asked to remove it"),
    "publish": _l("published"),
    "sign_language": _l("signed the words of a language"),
    "unsign_language": _l("took the signature under a language back"),
    **DONE_WITH_PEOPLE,
    "add_group": _l("added a family or group"),
    "group_find": _l("looked for somebody to add to a group"),
    "group_name": _l("gave a group a name"),
    "group_unname": _l("took a name of a group out"),
    "group_member": _l("added somebody to a group"),
    "group_part": _l("took somebody out of a group"),
    "group_kind": _l("changed what a group is"),
    "group_note": _l("wrote a note on a group"),
    "group_remove": _l("removed a group"),
    "group_bring_back": _l("brought a group back"),
    "group_take_back": _l("took a change of a group back"),
    "add_place_of_memory": _l("added a place of memory"),
    "heritage_name": _l("gave a place of memory a name"),
    "heritage_place": _l("said where a place of memory stands"),
    "heritage_condition": _l("said how a place of memory was found"),
    "heritage_drop": _l("took a statement on a place of memory out"),
    "heritage_kind": _l("changed what a place of memory is"),
    "heritage_note": _l("wrote a note on a place of memory"),
    "heritage_remove": _l("removed a place of memory"),
    "heritage_bring_back": _l("brought a place of memory back"),
    "heritage_take_back": _l("took a change of a place of memory back"),
    "record_begin": _l("entered something in the record"),
    "record_change": _l("changed the record"),
    "record_place": _l("said whether something stands in the record"),
    "record_take_statement": _l("took a statement into the record"),
    "record_take_back": _l("took a change of the record back"),
    "record_rename": _l("gave an entry of the record that waits another short name"),
    "record_erase": _l("erased an entry of the record"),
    "record_sign": _l("signed a source of the record"),
    "record_leave_out": _l("noted what kind of statement was left out of the record"),
    "record_file_source": _l("filed what somebody sent as a source of the record"),
    **IN_LOG,
    "sign_in": _l("signed in"),
    "sign_out": _l("signed out"),
    "second_factor": _l("gave the second factor"),
    "recovery_code": _l("used a recovery code"),
    "enrol": _l("set up a second factor"),
    "change_password": _l("changed the password"),
    "new_recovery_codes": _l("made new recovery codes"),
    "prove": _l("showed again who they are"),
    "add_passkey": _l("added a passkey"),
    "remove_passkey": _l("removed a passkey"),
    "change_authenticator": _l("set up an authenticator"),
    "remove_authenticator": _l("removed the authenticator"),
    "open_identity": _l("opened who sent it"),
    "search_private": _l("searched by a private name or address"),
    "ask_openings": _l("asked to open more senders"),
    "allow_openings": _l("allowed somebody to open more senders"),
    "refuse_openings": _l("did not allow more senders to be opened"),
    "look_at_openings": _l("looked at which senders were opened"),
    "revoke_session": _l("ended a session"),
    "revoke_sessions": _l("ended other sessions"),
    "backup": _l("made a backup"),
    "prove_restore": _l("proved that a backup can be restored"),
    "restore": _l("restored a backup"),
    "warn_no_proved_restore": _l("warned that no restore was proved"),
    "repair": _l("brought damaged files back"),
    "replacement": _l("replaced a damaged file"),
    "add_staff": _l("added an account"),
    "add_role": _l("gave a role"),
    "take_roles": _l("ended work in a memorial"),
    "disable_staff": _l("closed an account"),
    "reset_staff": _l("reset an account"),
    "load_demonstration": _l("loaded the demonstration"),
    "restore_keys": _l("brought the keys back"),
    "stage_list": _l("uploaded a list of names"),
    "replace_list": _l("uploaded a list of names anew"),
    "read_list_again": _l("had a list of names read another way"),
    "discard_list": _l("threw a list of names away"),
    "choose_list_columns": _l("said what the columns of a list mean"),
    "describe_list": _l("said where a list comes from, and who may see it"),
    "correct_list": _l("mended cells of a list"),
    "import_people": _l("imported a list of names"),
    "undo_import": _l("took an import back"),
    "import_record": _l("brought a record in from a file"),
    "export_record": _l("took the record along as a file"),
    "export_log": _l("took the log along as a table"),
    "upgrade_record": _l("made entries of the record of an older version"),
    "decide_same_person": _l("decided whether two are one person"),
    "create": _l("began the memorial"),
    "open": _l("opened the memorial"),
    "close": _l("closed the memorial"),
}
REASONS_KEPT: dict[str, Any] = {
    "incomplete": _l("Please look at this again"),
    "undo_time_over": _l("the time to undo it was over"),
    "due": _l("its time had come"),
    "demonstration": _l("made up for the demonstration"),
    "nothing_waits": _l("nothing waits"),
    "later": _l("later"),
    "nothing_held": _l("nothing was held"),
    "passkey": _l("with a passkey"),
    "backup": _l("from a backup"),
    **WHY_ERASED,
    **SAID_OF_INTERVIEWS,
    **SAID_OF_TRANSCRIPTS,
    **{state.value: words for state, words in SAME.items()},
    **{ground.value: words for ground, words in GROUNDS.items()},
}
OUTCOMES = {"done": _l("done"), "refused": _l("refused")}


def log_words(action: str, outcome: str, reason: str) -> tuple[str, str, str]:
    """What an audit entry says; a code that has no words here is printed as it is kept."""
    words = SAID.get(reason) or REASONS_KEPT.get(reason) or REFUSED_LISTS.get(reason) or reason_words(reason)
    if reason.startswith("rows:") and reason[5:].isdecimal():
        words = rows_words(int(reason[5:]))
    if reason.startswith("label:"):
        words = flag_words((reason.removeprefix("label:"),))
    if reason.startswith("held:") and reason[5:].isdecimal():
        words = count_words(int(reason[5:]))
    why = str(words) or (reason if reason not in ("asked", "decided") else "")
    return str(ACTIONS.get(action) or action), str(OUTCOMES.get(outcome) or outcome), why
