"""A list before it is brought in: uploaded, looked at, corrected cell by cell, described. Nobody is added by that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from memorial.application import same_people
from memorial.application.acts import note
from memorial.application.importing import refuse_again
from memorial.application.list_acts import acting, at_present
from memorial.application.list_looking import (
    DateQuestion,
    Look,
    Preview,
    ProblemRow,
    Report,
    get,
    lists_of,
    look,
    preview,
    report,
)
from memorial.application.list_table import corrected_rows, keep_file, keep_table, opened
from memorial.application.ports.lists import LONGEST_CELL, Asked
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed
from memorial.domain.languages import LANGUAGES
from memorial.domain.name_list import (
    MOST_CORRECTIONS,
    SEVERAL,
    AboutList,
    ColumnUse,
    KeptList,
    ListFile,
    ListState,
)
from memorial.domain.staff import StaffMember
from memorial.domain.writing import clean, clean_line
from memorial.vocabulary import Audience

LONGEST_LINE, LONGEST_PURPOSE = 300, 2_000
PASTED = "pasted"

__all__ = [
    "DateQuestion", "Look", "Preview", "ProblemRow", "Report", "choose_columns", "correct", "describe", "discard",
    "get", "lists_of", "look", "preview", "read_again", "replace_file", "report", "stage", "stage_text",
]  # fmt: skip


# Uploading


def stage(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    file_name: str,
    chunks: Iterable[bytes],
    *,
    kind: str = "",
) -> str:
    """The id of the list. Raises `NotAList`, `SameListAgain`; then nothing of the file is left."""
    with acting(services, member, memorial_id, "-", "stage_list"), _uploaded(services, chunks) as file:
        made = _read(services, _new(services, member, memorial_id, file_name, file), Asked())
        made = replace(made, columns=services.lists.guess(made.header), kind=kind or made.kind)
        with _or_no_files(services, made.vault_ids), services.unit_of_work() as uow:
            uow.memorials.get(memorial_id)
            refuse_again(uow, memorial_id, made.digest)
            uow.lists.add(made, work_at=services.now())
            note(uow, member, memorial_id, made.id, "stage_list", reason=f"rows:{made.rows}", kind="list")
            uow.commit()
    return made.id


def stage_text(services: Services, member: StaffMember, memorial_id: str, text: str) -> str:
    """The same for what was pasted into a page."""
    return stage(services, member, memorial_id, "", [text.encode("utf-8", "replace")], kind=PASTED)


def replace_file(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    list_id: str,
    file_name: str,
    chunks: Iterable[bytes],
) -> None:
    """Another file in the place of the first: columns stay what they are where headings stay; corrections go."""
    with _changing(services, member, memorial_id, list_id, "replace_list") as kept, _uploaded(services, chunks) as file:
        new = replace(kept, file=file, digest=file.sha256, file_name=_file_name(file_name), corrections={})
        new = _read(services, new, Asked())
        _save(services, member, kept, _columns_kept(services, kept, new), "replace_list")


def read_again(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    list_id: str,
    *,
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
) -> None:
    """The same file in another encoding, with another separator, or another of its sheets. Raises `NotAList`."""
    with _changing(services, member, memorial_id, list_id, "read_list_again") as kept:
        asked = Asked(encoding or kept.encoding, separator or kept.separator, sheet or kept.sheet)
        new = _read(services, kept, asked)
        if sheet and sheet != kept.sheet:
            new = replace(new, corrections={})
        _save(services, member, kept, _columns_kept(services, kept, new), "read_list_again")


def discard(services: Services, member: StaffMember, memorial_id: str, list_id: str) -> None:
    """It is destroyed, as if it had never been uploaded. Raises `NotAllowed` for one that was brought in."""
    with _changing(services, member, memorial_id, list_id, "discard_list") as kept, services.unit_of_work() as uow:
        uow.lists.erase(uow.lists.get(memorial_id, list_id))
        note(uow, member, memorial_id, kept.id, "discard_list", kind="list")
        uow.commit()


# Saying what it is


def choose_columns(
    services: Services, member: StaffMember, memorial_id: str, list_id: str, uses: Sequence[ColumnUse]
) -> None:
    """Raises `Invalid` where no column holds a name, or two hold what only one can."""
    with _changing(services, member, memorial_id, list_id, "choose_list_columns") as kept:
        if len(uses) != len(kept.header):
            raise Invalid("columns", "wrong_number")
        fields = [use.field for use in uses if use.field not in SEVERAL]
        if twice := next((field for field in fields if fields.count(field) > 1), None):
            raise Invalid("columns", "twice", twice.value)
        if any(use.language != "und" and use.language not in LANGUAGES for use in uses):
            raise Invalid("columns", "no_such_language")
        new = replace(kept, columns=tuple(uses))
        if not new.names_somebody:
            raise Invalid("columns", "no_name_column")
        _save(services, member, kept, new, "choose_list_columns")


def describe(
    services: Services, member: StaffMember, memorial_id: str, list_id: str, about: AboutList, audience: Audience
) -> None:
    """The list as a document, and who sees its names: everyone or the team. Raises `Invalid`."""
    with _changing(services, member, memorial_id, list_id, "describe_list") as kept:
        about = _cleaned(about)
        if not (about.title or about.made_by):
            raise Invalid("title", "say_who_made_it")
        if about.made_on:
            made_on = services.read_date(about.made_on, "en")
            if not made_on:
                raise Invalid("made_on", "date_not_understood")
            about = replace(about, made_on=made_on)
        if audience not in (Audience.PUBLIC, Audience.TEAM):
            raise Invalid("audience", "choose_audience")
        new = replace(kept, about=about, audience=audience)
        _save(services, member, kept, new, "describe_list", compare=False)


def correct(
    services: Services,
    member: StaffMember,
    memorial_id: str,
    list_id: str,
    cells: Mapping[tuple[int, int], str],
) -> None:
    """Words in the place of those of some cells, by (row as in the file, column from 0). Raises `Invalid`."""
    with _changing(services, member, memorial_id, list_id, "correct_list") as kept:
        numbers = {row.number for row in corrected_rows(services, kept)} if cells else set()
        corrections = dict(kept.corrections)
        for (row, column), text in cells.items():
            if row not in numbers or not 0 <= column < len(kept.header):
                raise Invalid("cells", "no_such_cell", f"{row}:{column}")
            if len(text) > LONGEST_CELL:
                raise Invalid("cells", "cell_too_long", f"{row}:{column}")
            corrections[f"{row}:{column}"] = text
        if len(corrections) > MOST_CORRECTIONS:
            raise Invalid("cells", "too_many_corrections", str(MOST_CORRECTIONS))
        _save(services, member, kept, replace(kept, corrections=corrections), "correct_list")


# Between


@contextmanager
def _uploaded(services: Services, chunks: Iterable[bytes]) -> Iterator[ListFile]:
    """The sealed upload; whatever fails afterwards, nothing of it stays."""
    file = keep_file(services, chunks)
    with _or_no_files(services, [file.vault_id]):
        yield file


@contextmanager
def _or_no_files(services: Services, vault_ids: Iterable[str]) -> Iterator[None]:
    try:
        yield
    except BaseException:
        services.vault.delete(vault_ids)
        raise


@contextmanager
def _changing(
    services: Services, member: StaffMember, memorial_id: str, list_id: str, action: str
) -> Iterator[KeptList]:
    with acting(services, member, memorial_id, list_id, action):
        with services.unit_of_work(read_only=True) as uow:
            kept = uow.lists.get(memorial_id, list_id)
        if kept.state is not ListState.STAGED:
            raise NotAllowed("not_staged")
        yield kept


def _new(services: Services, member: StaffMember, memorial_id: str, file_name: str, file: ListFile) -> KeptList:
    return KeptList(
        id=services.new_id(),
        memorial_id=memorial_id,
        key_id=services.keys.take().id,
        state=ListState.STAGED,
        file_name=_file_name(file_name),
        kind="",
        digest=file.sha256,
        file=file,
        table=None,
        staged_by=member.id,
        staged_at=services.now(),
    )


def _file_name(name: str) -> str:
    return clean_line(name.replace("\\", "/").rpartition("/")[2])[:120]


def _read(services: Services, kept: KeptList, asked: Asked) -> KeptList:
    """The list as it reads so, with a table of its own that is not in the archive yet. Raises `NotAList`."""
    assert kept.file is not None
    looked, rows = services.lists.read(opened(services, kept.file), asked)
    table, count = keep_table(services, looked, rows)
    return replace(
        kept,
        table=table,
        rows=count,
        kind=kept.kind if kept.kind == PASTED else looked.kind,
        encoding=looked.encoding,
        separator=looked.separator,
        sheet=looked.sheet,
        header=looked.header,
    )


def _columns_kept(services: Services, before: KeptList, new: KeptList) -> KeptList:
    said = dict(zip(before.header, before.columns, strict=True))
    guessed = services.lists.guess(new.header)
    if new.header == before.header:
        return replace(new, columns=before.columns)
    uses, seen = list[ColumnUse](), set[str]()
    for heading, guess in zip(new.header, guessed, strict=True):
        use = said.get(heading, guess)
        use = ColumnUse() if use.field in seen and use.field not in SEVERAL else use
        seen.add(use.field)
        uses.append(use)
    return replace(new, columns=tuple(uses))


def _save(
    services: Services,
    member: StaffMember,
    before: KeptList,
    after: KeptList,
    action: str,
    *,
    compare: bool = True,
) -> None:
    """With its audit entry; files that it does not need any more go, and comparing begins anew."""
    gone, new = set(before.vault_ids) - set(after.vault_ids), set(after.vault_ids) - set(before.vault_ids)
    with _or_no_files(services, new), services.unit_of_work() as uow:
        now = at_present(uow, before)
        after = replace(after, progress=now.progress, revision=now.revision)
        if compare:
            after = same_people.begin_anew(uow, after)
        uow.lists.save(after, work_at=services.now())
        uow.lists.replace_files(gone)
        note(uow, member, after.memorial_id, after.id, action, kind="list")
        uow.commit()


def _cleaned(about: AboutList) -> AboutList:
    line = {
        name: clean_line(getattr(about, name))[:LONGEST_LINE] for name in ("title", "made_by", "publisher", "seen_at")
    }
    language = about.language if about.language in LANGUAGES else "und"
    purpose = clean(about.purpose).strip()[:LONGEST_PURPOSE]
    return replace(about, **line, made_on=clean_line(about.made_on), purpose=purpose, language=language)
