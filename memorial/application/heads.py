"""Noting how far the chains have grown, and finding a chain that was cut or written anew since."""

from __future__ import annotations

from collections.abc import Iterator

from memorial.application.ports.heads import ChainHead, Chains, NotedHeads


def note_heads(chains: Chains, noted: NotedHeads) -> int:
    """Note every chain that has grown on what was noted of it; the number of them.

    What contradicts an older note is left as it is, so that the next check finds it.
    """
    known = noted.all()
    grown = [
        head
        for head in chains.heads()
        if (before := known.get((head.chain, head.memorial_id))) is None
        or (head.seq > before.seq and _stands(chains, before))
    ]
    if grown:
        noted.note(grown)
    return len(grown)


def contradicted(chains: Chains, noted: NotedHeads) -> Iterator[ChainHead]:
    """The noted heads that the archive does not hold any more: rows were cut off, or all were written anew."""
    yield from (head for head in noted.all().values() if not _stands(chains, head))


def _stands(chains: Chains, head: ChainHead) -> bool:
    return chains.hash_at(head.chain, head.memorial_id, head.seq) == head.hash
