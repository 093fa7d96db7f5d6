"""`memorial import interview` and a transcript by `memorial export`: interviews that were made elsewhere, and back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click

from memorial import bootstrap
from memorial.application.interview_export import ACTION as EXPORT
from memorial.application.interview_export import export_interview
from memorial.application.interview_files import Arriving, FileUnusable
from memorial.application.interview_import import ACTION, Asked, ImportedAlready, InterviewImported, import_interview
from memorial.application.memorials import OPERATOR
from memorial.application.ports.transcripts import FINDING_WORDS, FORMS, Finding
from memorial.cli.noted import noting_refusals
from memorial.cli.said import counted
from memorial.domain.errors import Invalid
from memorial.settings import load_settings
from memorial.vocabulary import MemorialKind

FICTIONAL = "fictional"
_Tag = Callable[[str], str]
_PIECE = 1 << 20
_INVALID = {
    "same_file_twice": "Two of the files are the same.",
    "too_many_files": "These are too many files for one interview.",
    "before_beginning": "--earlier is too much: something would begin before the beginning.",
    "too_late": "Something would lie later than any session reaches.",
}


# Coming in


@click.command("interview")
@click.argument("slug")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option("--title", default="", help="What the interview is called; else as its file says.")
@click.option("--language", default="", metavar="LANG", help="The language that is spoken, such as az.")
@click.option("--translation", "translations", multiple=True, metavar="FILE:LANG", help="One more transcript, in LANG.")
@click.option(
    "--machine", default="", metavar="NAME", help="The program that wrote the transcripts: visitors are told."
)
@click.option("--earlier", default="", metavar="HH:MM:SS", help="Move all lines and segments to be earlier by so much.")
@click.option("--dry-run", is_flag=True, help="Read and report everything, and keep nothing.")
def import_(
    slug: str,
    files: tuple[Path, ...],
    title: str,
    language: str,
    translations: tuple[str, ...],
    machine: str,
    earlier: str,
    dry_run: bool,
) -> None:
    """Bring one interview into the memorial SLUG: recordings and pictures, with OHMS XML, WebVTT, SRT, text or CSV.

    It stays closed, and nobody's name is shown, until a release form is recorded at the desk. A recording that has
    another name than the one before it is a sitting of its own; a transcript goes with the recording whose name it
    begins with, and tape.az.vtt is in Azerbaijani. What is odd about a file is told, and its words are kept.
    """
    installation = bootstrap.build(load_settings(os.environ))
    services = installation.services
    tag = services.transcript_forms.language_tag
    try:
        arriving = [Arriving(path.name, partial(_pieces, path)) for path in files]
        arriving += [_translation(one, tag) for one in translations]
        asked = Asked(title, _known(language, tag, "--language") if language else "", machine, _time(earlier))
        # Looking at what would be done is no act.
        with nullcontext() if dry_run else noting_refusals(services, ACTION):
            imported = import_interview(services, slug, arriving, asked, actor=OPERATOR, dry_run=dry_run)
    except FileUnusable as problem:
        raise click.ClickException(f"{problem.field} cannot be used: {problem.detail}") from None
    except ImportedAlready as problem:
        raise click.ClickException(f"One of these files belongs to interview {problem.detail} already.") from None
    except Invalid as problem:
        if problem.code not in _INVALID:
            raise
        raise click.ClickException(_INVALID[problem.code]) from None
    except OSError as problem:
        raise click.ClickException(f"{problem.filename} cannot be read: {problem.strerror}.") from None
    finally:
        installation.close()
    _say(imported, slug, dry_run=dry_run)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


def _translation(said: str, tag: _Tag) -> Arriving:
    name, colon, language = said.rpartition(":")
    if not (colon and name and language):
        raise click.UsageError("--translation is written FILE:LANG, for example --translation tape.vtt:en")
    path = Path(name)
    return Arriving(path.name, partial(_pieces, path), _known(language, tag, "--translation"), translation=True)


def _known(language: str, tag: _Tag, option: str) -> str:
    found = tag(language)
    if not found:
        raise click.UsageError(f"{option}: {language} is no language that is known. Use codes such as en, az, hy, ru.")
    return found


def _time(written: str) -> int:
    parts = written.split(":") if written else ["0"]
    if len(parts) > 3 or not all(part.isdecimal() and len(part) < 5 for part in parts):
        raise click.UsageError("--earlier is written HH:MM:SS, for example --earlier 01:00:00")
    seconds = 0
    for part in parts:
        seconds = seconds * 60 + int(part)
    return seconds * 1000


def _say(imported: InterviewImported, slug: str, *, dry_run: bool) -> None:
    for name, findings in imported.findings:
        click.echo(f"{name}:")
        for finding in findings:
            click.echo(f"  {_in_words(finding)}")
    lines = sum(len(one.cues) for one in imported.transcripts)
    holds = [
        counted(imported.recordings, "recording"),
        counted(imported.photographs, "photograph"),
        f"{counted(len(imported.transcripts), 'transcript')} with {counted(lines, 'line')}",
        f"{counted(imported.segments, 'segment')} of an index",
    ]
    click.echo(f"“{imported.title}”: {', '.join(holds)}.")
    if dry_run:
        click.echo("Nothing was kept.")
        return
    click.echo(f"It is in {slug} as interview {imported.id}.")
    click.echo("It is closed, and nobody sees that it exists, until its release form is recorded at the desk.")


def _in_words(finding: Finding) -> str:
    words = FINDING_WORDS[finding.code].format(detail=finding.detail)
    if not finding.lines:
        return words
    more = f" and {finding.count - len(finding.lines):,} more" if finding.count > len(finding.lines) else ""
    return f"line {', '.join(map(str, finding.lines))}{more}: {words}"


# Going out


def export_to(
    installation: bootstrap.Installation,
    slug: str,
    interview_id: str,
    form: str,
    out: Path,
    *,
    language: str,
    session: int,
    closed: bool,
) -> None:
    """Write one transcript to a file that is not there yet, readable by its owner only."""
    services = installation.services
    with noting_refusals(services, EXPORT):
        with services.unit_of_work(read_only=True) as uow:
            fictional = uow.memorials.by_slug(slug).kind is MemorialKind.FICTIONAL
        path = out.with_name(f"{FICTIONAL}-{out.name}") if fictional and FICTIONAL not in out.name.lower() else out
        # Made first: nothing is written over, and an act that fails here is not noted as done.
        with open(path, "xb", opener=_for_the_owner) as file:
            try:
                found = export_interview(
                    services,
                    slug,
                    interview_id,
                    FORMS[form],
                    actor=OPERATOR,
                    language=services.transcript_forms.language_tag(language) or language,
                    session=session,
                    closed=closed,
                )
                file.write(found.content)
            except BaseException:
                path.unlink()
                raise
    click.echo(f"{path}: {counted(found.lines, 'line')}, {counted(found.segments, 'segment')} of the index.")
    if fictional:
        click.echo("All of it is made up, and the name of the file says so.")
    if closed:
        sealed = " It holds words of spans that are sealed." if found.sealed else ""
        click.echo(f"It holds what visitors do not see. Keep it as you keep the archive.{sealed}")


def _for_the_owner(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)
