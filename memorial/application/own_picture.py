"""The memorial's own picture: taken in and made clean, with words for those who cannot see it, and taken away again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from memorial.application.kept_files import store_file
from memorial.application.memorials import Actor, change_settings
from memorial.application.offer import Answers, Incomplete
from memorial.application.ports.media import FileRefused
from memorial.application.services import Services
from memorial.domain.errors import Invalid, NotAllowed, NotFound
from memorial.domain.memorial import Memorial
from memorial.domain.own_texts import OwnText, with_texts
from memorial.domain.setting_up import OwnPicture
from memorial.domain.staff import StaffMember
from memorial.vocabulary import ActorKind, FileKind

PLACES = ("0", "50", "100")
"""Where what must not be cut off lies: at the beginning, in the middle, at the end."""


def keep(services: Services, member: StaffMember, slug: str, name: str, pieces: Iterator[bytes]) -> Memorial:
    """A picture in the place of the one before, not shown yet. Only re-encoded copies of it are kept.

    Nothing of the camera is in them. Raises `FileRefused`, `NotAllowed`.
    """
    with services.unit_of_work(read_only=True) as uow:
        _require_admin(member, uow.memorials.by_slug(slug))
    stored: list[str] = []
    try:
        kept = store_file(services, name, pieces, services.limits.max_file_bytes, stored)
        if kept.kind is not FileKind.PHOTO:
            raise FileRefused("not_a_picture")
        picture = OwnPicture(kept.id, kept.derivatives)
        after = _change(services, member, slug, lambda one: _with(one, picture))
    except BaseException:
        services.vault.delete(stored)
        raise
    services.vault.delete([kept.vault_id])
    return after


def change(services: Services, member: StaffMember, slug: str, given: Mapping[str, str]) -> Memorial:
    """What it shows, in any language, and what must not be cut off; from then on visitors see it.

    Raises `Incomplete`, `NotFound` where there is no picture.
    """

    def changed(before: Memorial) -> Memorial:
        picture = before.setup.picture
        if picture is None:
            raise NotFound("no_picture")
        words, (across, down) = _alt(before, given), _place(given)
        placed = replace(picture, across=across, down=down, shown=True)
        return with_texts(_with(before, placed), OwnText.PICTURE, words)

    return _change(services, member, slug, changed)


def remove(services: Services, member: StaffMember, slug: str) -> Memorial:
    """It is gone for visitors with this, and its copies are destroyed."""
    return _change(services, member, slug, lambda one: _with(one, None))


def look_at(services: Services, memorial: Memorial, size: str, form: str) -> bytes:
    """One copy of it, for the desk. Raises `NotFound`."""
    picture = memorial.setup.picture
    for made in picture.derivatives if picture else ():
        if (made.size, made.format) == (size, form):
            return services.vault.read(made.vault_id, bytes.fromhex(made.vault_key))
    raise NotFound("no_picture")


def _with(before: Memorial, picture: OwnPicture | None) -> Memorial:
    return replace(before, setup=replace(before.setup, picture=picture))


def _alt(memorial: Memorial, given: Mapping[str, str]) -> dict[str, str]:
    answers, main = Answers(given), f"alt_{memorial.languages[0]}"
    words = {code: answers.line(f"alt_{code}") for code in memorial.languages}
    if not words[memorial.languages[0]]:
        answers.problems.append(Invalid(main, "say_what_it_shows"))
    if {given.get("across", ""), given.get("down", "")} - set(PLACES):
        answers.problems.append(Invalid("across", "choose_one"))
    if answers.problems:
        raise Incomplete(answers.problems)
    return words


def _place(given: Mapping[str, str]) -> tuple[int, int]:
    return int(given["across"]), int(given["down"])


def _change(services: Services, member: StaffMember, slug: str, change: Callable[[Memorial], Memorial]) -> Memorial:
    def changed(before: Memorial) -> Memorial:
        _require_admin(member, before)
        return change(before)

    return change_settings(services, slug, change=changed, by=Actor(ActorKind.STAFF, member.id))


def _require_admin(member: StaffMember, memorial: Memorial) -> None:
    if not member.is_admin(memorial.id):
        raise NotAllowed("admins_only")
