"""Which tickets a released model has learnt, and which chose its thresholds, as fingerprints.

`service/evaluate/trained-on.ts` reads them too.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from prepare import AsRead
from tickets import InputError, Ticket, fingerprints_of, known_by

TRAINED_ON = "trained-on.u64"
CALIBRATED_ON = "calibrated-on.u64"
"""Of the tickets that fitted the confidences or chose a threshold, without those that were learnt."""


def write_fingerprints(path: Path, fingerprints: set[int]) -> None:
    np.array(sorted(fingerprints), "<u8").tofile(path)


def calibrated_on(splits: dict[str, list[Ticket]], as_read: AsRead) -> set[int]:
    """Fingerprints; of a refit, whose validation tickets are learnt ones, `validation` is empty."""
    tickets = splits["validation"] + splits["calibration"]
    return fingerprints_of(tickets, as_read(tickets))


def known_by_release(path: Path, tickets: list[Ticket], read: list[Ticket]) -> list[str] | None:
    """Ids of the tickets whose fingerprints a file of a release holds; None for releases from before there were such.

    read: the same tickets as the model reads them.
    """
    return known_by(set(np.fromfile(path, "<u8").tolist()), tickets, read) if path.exists() else None


def check_not_trained_on(folder: Path, splits: dict[str, list[Ticket]], place: Path, as_read: AsRead) -> None:
    """Refuse to measure a model on tickets it learnt from. Folders from before there were fingerprints pass."""
    for split in splits:
        if learnt := known_by_release(folder / TRAINED_ON, splits[split], as_read(splits[split])):
            reason = (
                f"{len(learnt)} of {len(splits[split])} {split} tickets were trained on ({', '.join(learnt[:3])} …), "
                "so nothing that they show would hold; give the split files that the model was trained with"
            )
            raise InputError(place, None, reason)
