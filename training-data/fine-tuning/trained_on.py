"""Which tickets a released model has learnt, as fingerprints; `service/evaluate/trained-on.ts` reads them too."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from prepare import AsRead
from tickets import InputError, Ticket, fingerprint

TRAINED_ON = "trained-on.u64"


def fingerprints_of(given: list[Ticket], read: list[Ticket]) -> set[int]:
    """Of tickets as they came and as the model reads them: two that differ in a footer alone are one to it."""
    return {fingerprint(ticket) for ticket in (*given, *read) if (ticket.subject + ticket.body).strip()}


def learnt_by(folder: Path, tickets: list[Ticket], read: list[Ticket]) -> list[str] | None:
    """Ids of the tickets that a released model was trained on; None for folders from before there were fingerprints.

    read: the same tickets as the model reads them.
    """
    if not (folder / TRAINED_ON).exists():
        return None
    known = set(np.fromfile(folder / TRAINED_ON, "<u8").tolist())
    pairs = zip(tickets, read, strict=True)
    return [ticket.id for ticket, as_read in pairs if known & fingerprints_of([ticket], [as_read])]


def check_not_trained_on(folder: Path, splits: dict[str, list[Ticket]], place: Path, as_read: AsRead) -> None:
    """Refuse to measure a model on tickets it learnt from. Folders from before there were fingerprints pass."""
    for split in splits:
        if learnt := learnt_by(folder, splits[split], as_read(splits[split])):
            reason = (
                f"{len(learnt)} of {len(splits[split])} {split} tickets were trained on ({', '.join(learnt[:3])} …), "
                "so nothing that they show would hold; give the split files that the model was trained with"
            )
            raise InputError(place, None, reason)
