"""The port through which the public surface reads: one snapshot of the edition, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from memorial.published.groups import GroupsReader, HeritageReader
from memorial.published.interview import InterviewReader
from memorial.published.record import RecordReader
from memorial.published.types import (
    FoundPerson,
    MediaFile,
    Page,
    PersonLine,
    PublishedKin,
    PublishedMemorial,
    PublishedPerson,
    PublishedRemembrance,
)
from memorial.published.wall import WallReader


class EditionSnapshot(Protocol):
    """A consistent view. `edition` was read before any row, so a page made here is never newer than it says."""

    def edition(self, memorial_id: str) -> int: ...

    def memorials(self) -> Sequence[PublishedMemorial]: ...

    def memorial(self, slug: str) -> PublishedMemorial | None: ...

    def person(self, memorial_id: str, person_id: str) -> PublishedPerson | None: ...

    def person_leads_to(self, memorial_id: str, person_id: str) -> str:
        """The id of the published person whose record that one was joined into; '' if it leads nowhere."""
        ...

    def kin(self, memorial_id: str, of: PublishedPerson) -> Sequence[PublishedKin]:
        """Who on the wall is what to this person, each tie as somebody says it."""
        ...

    def groups(self, memorial_id: str) -> GroupsReader:
        """Families and other groups of people who are on the wall."""
        ...

    def heritage(self, memorial_id: str) -> HeritageReader:
        """Cemeteries, monuments and other places of memory."""
        ...

    def record(self, memorial_id: str) -> RecordReader:
        """What sources say of what happened."""
        ...

    def interviews(self, memorial_id: str) -> InterviewReader:
        """What people tell, to be heard and read."""
        ...

    def people_by_source(self, memorial_id: str) -> Mapping[str, int]:
        """For each source that names or tells of somebody who is on the wall: how many of them."""
        ...

    def find_person_anywhere(self, person_id: str) -> tuple[PublishedMemorial, PublishedPerson] | None: ...

    def wall(self, memorial_id: str) -> WallReader:
        """The wall of names in all of its orders."""
        ...

    def names(self, memorial_id: str, *, page: int, per_page: int) -> tuple[Page[PersonLine], int]:
        """One page of the wall of names in its order, counted from 1, and how many pages there are."""
        ...

    def count_people(self, memorial_id: str) -> int: ...

    def letters(self, memorial_id: str, *, per_page: int) -> Sequence[tuple[str, str, int, str]]:
        """(script, letter, page on which it begins, id of its first person), in the order of the wall."""
        ...

    def find_people(self, memorial_id: str, query: str, *, limit: int) -> Sequence[FoundPerson]:
        """People one of whose names is the query, or like it, however it is spelled; the most like first."""
        ...

    def remembrances(self, memorial_id: str, *, after: str, limit: int, kind: str = "") -> Page[PublishedRemembrance]:
        """Newest first; `after` is a cursor from an earlier page or ''. An unknown cursor gives the first page.

        `kind`: 'text' (without pictures), 'photo' (with), 'voice' (with a recording), or '' for all.
        """
        ...

    def kinds(self, memorial_id: str) -> frozenset[str]:
        """The kinds of which there are remembrances: 'text', 'photo', 'voice', 'voice_photo' (both)."""
        ...

    def remembrances_of(
        self, memorial_id: str, person_id: str, *, after: str, limit: int
    ) -> Page[PublishedRemembrance]: ...

    def remembrance(self, memorial_id: str, remembrance_id: str) -> PublishedRemembrance | None: ...

    def search(self, memorial_id: str, query: str, *, after: str, limit: int) -> Page[PublishedRemembrance]:
        """Remembrances that hold every word of the query (folded; the last word as a prefix), newest first."""
        ...

    def sitemap(self, memorial_id: str, *, after: str, limit: int) -> Page[tuple[str, str]]:
        """(part of the address, such as 'people', and id) of all that may be indexed, in random but stable order."""
        ...


class EditionReader(Protocol):
    """Opens snapshots; tells an edition number quickly; gives out access copies that a published row names."""

    def snapshot(self) -> AbstractContextManager[EditionSnapshot]: ...

    def edition_of(self, slug: str) -> tuple[str, int] | None:
        """(memorial id, edition number) of a public memorial's slug; '' for the installation itself."""
        ...

    def media(self, name: str) -> MediaFile | None:
        """What is said of the access copy of that name; None where no published row names it."""
        ...

    def open_media(self, copy: MediaFile) -> BinaryIO | None:
        """Its bytes, for the caller to close; it can be read from any place. None where they are gone."""
        ...

    def media_link(self, copy: MediaFile) -> str:
        """An address elsewhere that gives out its bytes for a while; '' where the program itself does."""
        ...
