"""The integrity check: the gate run anew over everything, consent folded anew, and what belongs to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from memorial.application.ports.inspection import Inspection
from memorial.application.ports.secrets import KeyDestroyed, SealBroken
from memorial.application.services import Services
from memorial.application.standing_together import order_is_kept
from memorial.domain.consent import Grants, fold
from memorial.domain.errors import NotFound
from memorial.domain.minors import waits_for_guardian
from memorial.domain.moderation import FOUR_EYES, flags_of
from memorial.domain.remembrance import Remembrance
from memorial.vocabulary import Audience, Scope


@dataclass(frozen=True)
class Wrong:
    """One thing that is not as it must be. `where` is ids only."""

    kind: str
    where: str
    detail: str = ""


@dataclass
class _Seen:
    """What the walk through the archive has come by."""

    vault_ids: set[str] = field(default_factory=set)


def check(
    services: Services,
    inspection: Inspection,
    *,
    progress: Callable[[int], None] = lambda done: None,
    between: Callable[[], None] = lambda: None,
) -> Iterator[Wrong]:
    """Everything that is wrong, as it is found. Nothing is changed and nothing is mended.

    `between` is called from record to record, for a caller that wants to stop or to make way for others.
    """
    yield from (Wrong("database", "", said) for said in inspection.database_problems())
    for chain, memorial_id in inspection.chains():
        for number in inspection.broken_links(chain, memorial_id):
            yield Wrong("chain", f"{memorial_id}/{chain}/{number}", "this row does not follow from the one before it")
    for head in inspection.cut_or_written_anew():
        where = f"{head.memorial_id}/{head.chain}/{head.seq}"
        yield Wrong("chain", where, "what is noted with the keys is not there: rows are missing, or were written anew")
    seen, done = _Seen(), 0
    with services.unit_of_work(read_only=True) as uow:
        memorials = list(uow.memorials.all())
        left = list(uow.found_by.left_over())
    for memorial_id, record_id in left:
        yield Wrong("orphan", f"{memorial_id}/{record_id}", "hashes of names, of a record that is not there")
    for memorial in memorials:
        with services.unit_of_work(read_only=True) as uow:
            remembrances = list(uow.remembrances.ids(memorial.id))
            people = list(uow.people.ids(memorial.id))
            groups = [*uow.groups.ids(memorial.id), *uow.heritage.ids(memorial.id), *uow.record.one_id(memorial.id)]
            interviews = list(uow.interviews.ids(memorial.id))
        shown = set(inspection.published_remembrances(memorial.id))
        yield from _drift(services, memorial.id, memorial.id)
        for record_id in remembrances:
            between()
            yield from _of_remembrance(services, inspection, memorial.id, record_id, seen, record_id in shown)
            yield from _drift(services, memorial.id, record_id)
        for interview_id in interviews:
            seen.vault_ids |= _files_of_interview(services, memorial.id, interview_id)
        for one in (*people, *groups, *interviews):
            between()
            yield from _drift(services, memorial.id, one)
        yield from _order(services, memorial.id)
        done += len(remembrances) + len(people) + len(groups) + len(interviews)
        progress(done)
    yield from _orphans(inspection, seen)


def _drift(services: Services, memorial_id: str, record_id: str) -> Iterator[Wrong]:
    try:
        with services.unit_of_work() as uow:
            if record_id == memorial_id and not _has_settled(services, memorial_id):
                return
            uow.republish(memorial_id, record_id)
            if uow.drifts():
                yield Wrong("drift", f"{memorial_id}/{record_id}", "what is published is not what the gate lets pass")
    except (KeyDestroyed, SealBroken):
        yield Wrong("sealed", f"{memorial_id}/{record_id}", "it cannot be opened")


def _files_of_interview(services: Services, memorial_id: str, interview_id: str) -> set[str]:
    """Those of one that cannot be opened are not known; that it cannot is told with its drift."""
    try:
        with services.unit_of_work(read_only=True) as uow:
            found = uow.interviews.find(memorial_id, interview_id)
    except (KeyDestroyed, SealBroken):
        return set()
    return set(found.vault_ids) if found is not None else set()


def _order(services: Services, memorial_id: str) -> Iterator[Wrong]:
    with services.unit_of_work(read_only=True) as uow:
        if not order_is_kept(uow, memorial_id):
            yield Wrong("order", memorial_id, "the order is not of what is published, and nothing will make it anew")


def _has_settled(services: Services, memorial_id: str) -> bool:
    """A memorial that is being recomputed is closed on purpose, until that is done."""
    with services.unit_of_work(read_only=True) as uow:
        return not any(
            due.kind == "recompute" and due.memorial_id == memorial_id
            for due in uow.dues.due(services.now(), limit=1000)
        )


def _of_remembrance(
    services: Services, inspection: Inspection, memorial_id: str, record_id: str, seen: _Seen, shown: bool
) -> Iterator[Wrong]:
    where = f"{memorial_id}/{record_id}"
    try:
        with services.unit_of_work(read_only=True) as uow:
            remembrance = uow.remembrances.get(memorial_id, record_id)
            events = uow.remembrances.consent(memorial_id, record_id)
            findable = uow.found_by.fits(remembrance)
    except NotFound:
        return
    except (KeyDestroyed, SealBroken):
        yield Wrong("sealed", where, "it cannot be opened")
        return
    if findable is None:
        yield Wrong("desk search", where, "the desk cannot find it by a name: its hashes are missing")
    elif not findable:
        yield Wrong("desk search", where, "its hashes are not those of its names: the desk finds it by others")
    seen.vault_ids |= {vault_id for kept in remembrance.files for vault_id in kept.vault_ids}
    folded, guardians = fold(events), fold(events, of_guardians=True)
    for version in remembrance.versions:
        if _by_key(guardians.get((record_id, version.number), Grants())) != _by_key(version.guardian):
            yield Wrong("consent", where, f"version {version.number}: the guardian's events say something else")
        if _by_key(folded.get((record_id, version.number), Grants())) != _by_key(version.grants):
            yield Wrong("consent", where, f"version {version.number}: the consent events say something else")
    for event in events:
        given = remembrance.version(event.version)
        if given and not inspection.commitment_fits(remembrance.key_id, given.content_hash, event.content_commitment):
            yield Wrong("consent", where, f"version {event.version}: these are not the words that were consented to")
            break
    if shown:
        yield from _acceptance(remembrance, where)


def _by_key(grants: Grants) -> dict[tuple[str, str, str], object]:
    return {grant.key: grant for grant in grants.entries}


def _acceptance(remembrance: Remembrance, where: str) -> Iterator[Wrong]:
    """Nothing is public that no person accepted, nor what two must see and one has seen."""
    version = remembrance.published
    people = set(version.accepted_by) if version else set()
    if not people:
        yield Wrong("acceptance", where, "it is public, and nobody accepted it")
    elif version and FOUR_EYES & flags_of(version) and len(people) < 2:
        yield Wrong("acceptance", where, "it is public, and only one of two people accepted it")
    if version and version.grants.audience(Scope.TEXT) < Audience.UNLISTED:
        yield Wrong("acceptance", where, "it is public, and its sender did not allow that")
    if version and waits_for_guardian(version):
        yield Wrong("acceptance", where, "it is public, its sender is under age, and no guardian has agreed")


def _orphans(inspection: Inspection, seen: _Seen) -> Iterator[Wrong]:
    for table, memorial_id, record_id in inspection.published_without_record():
        yield Wrong("orphan", f"{memorial_id}/{record_id}", f"{table} holds it, and the archive does not")
    yield from (Wrong("search", "", f"{name} does not hold what is published") for name in inspection.search_differs())
    for memorial_id, person_id, is_old in inspection.wrong_keys():
        said = "an earlier program made its keys: `memorial init`" if is_old else "what is published does not find it"
        yield Wrong("search", f"{memorial_id}/{person_id}", said)
    needed = seen.vault_ids | set(inspection.draft_files())
    there = set(inspection.vault_files())
    yield from (Wrong("file", vault_id, "a record names it, and it is missing") for vault_id in needed - there)
    old = set(inspection.old_vault_files())
    yield from (Wrong("orphan", vault_id, "a sealed file that no record names") for vault_id in old - needed)
    missing, stray = inspection.access_differs()
    yield from (Wrong("file", name, "it is published, and the file is missing") for name in missing)
    yield from (Wrong("orphan", name, "a file for visitors that nothing names") for name in stray)
    for memorial_id, record_id, number in inspection.damaged_files():
        yield Wrong("fixity", f"{memorial_id}/{record_id}", f"{number} of its files are not as they were kept")
    if waiting := inspection.left_over():
        yield Wrong("unfinished", "", f"{waiting} keys, files or lines of the ledger wait for the background worker")
    locked, unused = inspection.key_differs()
    yield from (Wrong("key", row, "its key is gone: it can never be opened") for row in locked)
    yield from (Wrong("orphan", key_id, "a key that nothing names") for key_id in unused)
