"""The words of setting up a memorial: its steps, what is missing, and what each answer switches."""

from __future__ import annotations

from babel.numbers import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from memorial.application.setting_up import Why
from memorial.domain.own_texts import OwnText
from memorial.domain.reading_ease import MOST_GRADE, MOST_MEAN, MOST_WORDS, Ease, Hard
from memorial.domain.setting_up import Step, TextState, View, WallOrder
from memorial.vocabulary import Audience, Risk, Role
from memorial.web.language import current_language, endonym
from memorial.web.surface import number

STEPS = {
    Step.NAME: _l("Name and purpose"),
    Step.LANGUAGES: _l("Languages, and who reads each"),
    Step.WORDS: _l("Words we use"),
    Step.RISK: _l("Risk"),
    Step.NOTICES: _l("Consent and notices"),
    Step.PEOPLE: _l("People and roles"),
    Step.LOOK: _l("Look"),
    Step.NAMES: _l("Names"),
    Step.WALK: _l("Walk through"),
    Step.OPEN: lazy_pgettext("to open a memorial", "Open"),
}
TEXTS = {
    OwnText.TITLE: _l("Title"),
    OwnText.PURPOSE: _l("What it is for"),
    OwnText.NOTICE: _l("Notice to families"),
    OwnText.QUESTION: _l("Your own question"),
    OwnText.DIED: _l("The word for dying"),
    OwnText.PEOPLE: _l("The word for the people"),
    OwnText.NOTE: _l("The note that it is made up"),
    OwnText.PICTURE: _l("What the picture shows"),
}
STATES = {
    TextState.THERE: _l("written"),
    TextState.OLDER: _l("older than the main one"),
    TextState.MISSING: _l("not written yet"),
}
VIEWS = {
    View.FAMILY: _l("As a family"),
    View.MODERATOR: _l("As a moderator"),
    View.VISITOR: _l("As a visitor"),
}
RISKS = {
    Risk.NONE: _l("None"),
    Risk.SOME: _l("Some"),
    Risk.HIGH: _l("High"),
}
SWITCHES = {
    Risk.NONE: _l(
        "The form names the memorial in its title. The receipt shows the code at once, can be saved as a file, and asks"
        " for an e-mail address."
    ),
    Risk.SOME: _l(
        "Families’ pages have a link “Leave this page”. Their titles do not name the memorial. The code is folded"
        " away until it is opened, and cannot be saved as a file. Nobody is asked for an e-mail address."
    ),
    Risk.HIGH: _l(
        "As with “some”. The public pages do not name the memorial in their titles either. No e-mail is sent to"
        " families, not even to an address that was given before."
    ),
}
CEILINGS = {
    Audience.PUBLIC: _l("Everyone, as each family allows"),
    Audience.UNLISTED: _l("Everyone on this site, never search engines"),
    Audience.ARCHIVE: _l("Nobody outside: the archive only"),
    Audience.TEAM: _l("Nobody outside: the readers only"),
}
ACCENTS = {
    "slate": _l("Slate"),
    "pine": _l("Pine"),
    "madder": _l("Madder"),
    "umber": _l("Umber"),
    "plum": _l("Plum"),
    "graphite": _l("Graphite"),
}
ORDERS = {
    WallOrder.NAME: _l("By name"),
    WallOrder.TOGETHER: _l("Together: those who belong together stand together"),
    WallOrder.DATE: _l("By date"),
    WallOrder.PLACE: _l("By place"),
}
ROLES_DO = {
    Role.MODERATOR: _l("Reads what families send, and decides. Opens no sender."),
    Role.EDITOR: _l(
        "Reads and decides too. Two editors agree where a child, a living person or an accusation is in it. Opens who"
        " sent something, with a reason that is kept."
    ),
    Role.ARCHIVIST: _l("As an editor. Also keeps the record, the names, the interviews and the lists."),
    Role.ADMIN: _l("Sees people and settings. Reads nothing private by this role alone."),
}

_WHY = {
    "no_name": _l("It has no title in its main language."),
    "no_purpose": _l("It does not say what it is for."),
    "no_language": _l("No language is open to families yet: somebody has to read it and sign."),
    "no_controller": _l("Nobody is named who answers for the data."),
    "no_contact": _l("There is no way to reach who answers for the data."),
    "two_editors": _l("Two editors are needed: some things can only be decided by two people."),
    "nobody_reads": _l("Nobody is here who reads what families send."),
    "no_second_factor": _l("Somebody who reads here has no second factor yet."),
    "no_second_reader": _l("You want two editors for everything, and there are not two here."),
    "no_word_for_death": _l("It has no word for dying."),
    "not_settled": _l("Nobody has looked at this and saved it yet."),
    "no_neutral_site": _l("“Leave this page” leads nowhere of your own yet."),
    "no_names": _l("There are no names yet. A memorial can open without."),
    "not_open": _l("It is not open."),
    "language_changed": _l("Some words were changed after they were signed."),
    "language_unread": _l("Nobody has signed it."),
    "language_no_notice": _l("The notice is not written in it."),
    "language_no_words": _l("The program does not speak it."),
    "text_missing": _l("not written yet"),
    "text_older": _l("older than the main one"),
    "forbidden_used": _l("uses a word that you do not want to use"),
    "hard_to_read": lazy_pgettext("of difficult wording", "hard to read"),
    "not_walked": _l("Nobody has looked since something was changed."),
}

PROBLEMS = {
    "number_out_of_bounds": _l("Please give a number between the two that are named."),
    "too_many_words": _l("Please use at most 200 words."),
    "write_an_address_of_a_page": _l("Please write the whole address of a page. It begins with https://"),
    "not_hosts": _l("Please write the names of sites such as news.example.org, without https:// and without a path."),
    "title_in_the_main_language_first": _l(
        "The first language is the main one. Please write the title in it before you put it first."
    ),
    "say_what_it_shows": _l("Please say what the picture shows, in the main language at least."),
    "no_file": _l("Please choose a file."),
    "broken_off": _l("The file did not arrive whole. Nothing of it was kept. Please send it again."),
    "not_a_picture": _l("This is not a picture. Nothing of it was kept."),
    "not_accepted": _l("The program does not know this kind of file. Nothing of it was kept."),
    "too_large": _l("This file is too large to be kept. Nothing of it was kept."),
    "empty": _l("The file is empty."),
}


def why_words(why: Why) -> str:
    """One reason in a sentence, with the text and the language that it is about."""
    if why.code == "no_notice":
        return _("The notice is missing in %(language)s.", language=_apart(endonym(why.language)))
    said = str(_WHY[why.code])
    about = []
    if why.text in set(OwnText):
        about.append(str(TEXTS[OwnText(why.text)]))
    if why.text in set(View):
        about.append(str(VIEWS[View(why.text)]))
    if why.language:
        about.append(_apart(endonym(why.language)))
    return _("%(about)s: %(what)s", about=" · ".join(about), what=said) if about else said


def _apart(name: str) -> str:
    """Isolated, so that a name in another direction leaves the sentence around it as it is."""
    return f"\u2068{name}\u2069"


def ease_words(ease: Ease) -> list[str]:
    """What was counted, in words."""
    lines = [
        _("%(words)s in %(sentences)s", words=_counted_words(ease.words), sentences=_counted_sentences(ease.sentences)),
        _(
            "A sentence has %(mean)s words on average (at most %(most)s), and the longest has %(longest)s (at most"
            " %(bar)s).",
            mean=_decimal(ease.mean), most=number(int(MOST_MEAN)), longest=number(ease.longest),
            bar=number(MOST_WORDS),
        ),
    ]  # fmt: skip
    if ease.grade is not None:
        lines.append(
            _("Grade %(grade)s by Flesch and Kincaid (at most %(most)s).",
              grade=_decimal(ease.grade), most=number(int(MOST_GRADE)))
        )  # fmt: skip
    return lines


def hard_words(ease: Ease) -> list[str]:
    """What to do where it is hard to read; nothing where it reads easily."""
    words = {
        Hard.GRADE: _("Use shorter words and shorter sentences."),
        Hard.MEAN: _("The sentences are long. Make two of one."),
        Hard.LONGEST: _("This sentence is the longest:"),
    }
    return [words[one] for one in ease.hard]


def _decimal(value: float) -> str:
    return format_decimal(round(value, 1), locale=current_language())


def _counted_words(count: int) -> str:
    return ngettext("%(count)s word", "%(count)s words", count, count=number(count))


def _counted_sentences(count: int) -> str:
    return ngettext("%(count)s sentence", "%(count)s sentences", count, count=number(count))
