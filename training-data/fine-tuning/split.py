"""Divide a pool of labelled JSONL files into train, validation, calibration and test.

Stratified by label. Near-duplicates and tickets of the same `situation` never cross a split, and a ticket that
already has a split in the out folder keeps it while the pool grows. A split whose share is 0 takes no new ticket that
resembles one of its own: by --shares 85/0/15/0 train and calibration grow, and test stays as it is.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from datasketch import MinHash, MinHashLSH

from model_folder import check_writable
from options import SHARES, read_shares
from tickets import SPLITS, InputError, Ticket, is_whole, read_taxonomy, read_tickets

WITHOUT = {
    "train": "the model cannot learn them",
    "validation": "the choice of the best epoch does not heed them",
    "calibration": "nothing bounds the error of what is routed there",
    "test": "how well they are told apart is not measured",
}
"""What comes of a split without a ticket of some categories."""
SAME_TEXT = 0.6
"""Jaccard similarity on word 3-shingles from which two tickets count as near-duplicates."""


def shingles(ticket: Ticket) -> frozenset[str]:
    words = re.findall(r"\w+", f"{ticket.subject} {ticket.body}".lower())
    if len(words) < 3:
        return frozenset([" ".join(words)])
    return frozenset(" ".join(words[at : at + 3]) for at in range(len(words) - 2))


def near_duplicate_pairs(tickets: list[Ticket]) -> list[tuple[int, int]]:
    """Pairs found by MinHash (made to over-propose) and confirmed by the exact Jaccard similarity."""
    sets = [shingles(ticket) for ticket in tickets]
    index = MinHashLSH(threshold=SAME_TEXT - 0.2, num_perm=128)
    pairs = []
    for number, words in enumerate(sets):
        sketch = MinHash(num_perm=128, seed=1)
        sketch.update_batch([word.encode() for word in words])
        for other in index.query(sketch):
            if len(words & sets[other]) >= SAME_TEXT * len(words | sets[other]):
                pairs.append((other, number))
        index.insert(number, sketch)
    return pairs


def pairs_across(splits: dict[str, list[Ticket]]) -> list[tuple[str, str]]:
    """Near-duplicates, and tickets of one situation, that stand in two splits, as (split:id, split:id)."""
    placed = [(split, ticket) for split, members in splits.items() for ticket in members]
    first_of_situation: dict[str, int] = {}
    alike = [
        (first_of_situation.setdefault(ticket.situation, index), index)
        for index, (_, ticket) in enumerate(placed)
        if ticket.situation
    ]
    worded = [index for index, (_, ticket) in enumerate(placed) if any(shingles(ticket))]
    pairs = near_duplicate_pairs([placed[index][1] for index in worded])
    alike += [(worded[left], worded[right]) for left, right in pairs]
    return [
        tuple(f"{split}:{ticket.id}" for split, ticket in (placed[left], placed[right]))
        for left, right in dict.fromkeys(alike)
        if placed[left][0] != placed[right][0]
    ]


def group(tickets: list[Ticket]) -> list[list[int]]:
    """Indices of tickets that must stay together: connected by near-duplication or the same situation."""
    parent = list(range(len(tickets)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    first_of_situation: dict[str, int] = {}
    for index, ticket in enumerate(tickets):
        if ticket.situation:
            parent[root(index)] = root(first_of_situation.setdefault(ticket.situation, index))
    for left, right in near_duplicate_pairs(tickets):
        parent[root(left)] = root(right)
    groups = defaultdict(list)
    for index in range(len(tickets)):
        groups[root(index)].append(index)
    return list(groups.values())


def assign(
    tickets: list[Ticket], seed: int, kept: dict[str, str] | None = None, shares: dict[str, float] = SHARES
) -> tuple[dict[str, str], list[str]]:
    """Ticket id → split, and the ids left out: they resemble tickets of two splits, or of one that has no share.

    `kept` (id → split) is never changed. The order is a hash of seed and id, so the result does not depend on the
    order of the pool.
    """
    split_of = {ticket.id: kept[ticket.id] for ticket in tickets if kept and ticket.id in kept}
    totals = Counter(ticket.label for ticket in tickets)
    counts = Counter((ticket.label, split_of[ticket.id]) for ticket in tickets if ticket.id in split_of)
    left_out: list[str] = []
    open_groups = []
    for indices in group(tickets):
        members = [tickets[index] for index in indices]
        splits = {split_of[ticket.id] for ticket in members if ticket.id in split_of}
        fresh = [ticket for ticket in members if ticket.id not in split_of]
        if len(splits) > 1 or any(shares[split] == 0 for split in splits):
            left_out += [ticket.id for ticket in fresh]
        elif splits:
            (split,) = splits
            split_of.update({ticket.id: split for ticket in fresh})
            counts.update((ticket.label, split) for ticket in fresh)
        else:
            key = min(hashlib.sha256(f"{seed}:{ticket.id}".encode()).hexdigest() for ticket in members)
            open_groups.append((-len(members), key, members))
    for _, _, members in sorted(open_groups, key=lambda entry: entry[:2]):
        label = Counter(ticket.label for ticket in members).most_common(1)[0][0]
        sizes = Counter(split for (_, split), count in counts.items() for _ in range(count))

        def need(split: str, label=label, sizes=sizes) -> float:
            of_label = shares[split] * totals[label] - counts[label, split]
            # Rare labels tie: then the split that is behind as a whole gets the ticket.
            return of_label + 0.3 * (shares[split] - sizes[split] / len(tickets))

        # A category that the model never saw cannot be learnt, so its first ticket trains.
        best = "train" if not counts[label, "train"] else max(shares, key=need)
        split_of.update({ticket.id: best for ticket in members})
        counts.update((ticket.label, best) for ticket in members)
    return split_of, left_out


def write_splits(
    pool: list[Ticket], out: Path, seed: int, shares: dict[str, float] = SHARES, drop: bool = False
) -> tuple[dict[str, str], list[str]]:
    """Ticket id → split, and the ids left out. `drop`: tickets of `out` that are not in the pool may go."""
    check_writable(out, out, "give --out another folder")
    kept = {}
    for split in SPLITS:
        path = out / f"{split}.jsonl"
        if path.exists() and path.stat().st_size:
            kept.update({ticket.id: split for ticket in read_tickets(path, None)})
    gone = kept.keys() - {ticket.id for ticket in pool}
    if gone:
        names = ", ".join(sorted(gone)[:5])
        if not drop:
            reason = (
                f"holds {len(gone)} tickets that are not in the pool ({names} …) and would be lost; give its four "
                "files to --pool as well, beside the new ones, or say --drop"
            )
            raise InputError(out, None, reason)
        print(f"{len(gone)} tickets of {out} are no longer in the pool and are dropped: {names} …")
    split_of, left_out = assign(pool, seed, kept, shares)
    out.mkdir(parents=True, exist_ok=True)
    staged = {split: out / f"{split}.jsonl.new" for split in SPLITS}
    for split in SPLITS:
        lines = [
            as_line(ticket.record)
            for ticket in sorted(pool, key=lambda ticket: ticket.id)
            if split_of.get(ticket.id) == split
        ]
        staged[split].write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    # Only when all four are written does the first take its place: a full disk leaves the old splits.
    for split in SPLITS:
        staged[split].replace(out / f"{split}.jsonl")
    return split_of, left_out


def as_line(record: dict) -> str:
    """Readable; but half of a character, in a field that nobody reads, can only be written as JSON spells it."""
    text = json.dumps(record, ensure_ascii=False)
    return text if is_whole(text) else json.dumps(record)


def print_counts(pool: list[Ticket], split_of: dict[str, str]) -> None:
    counts = Counter((ticket.label, split_of.get(ticket.id)) for ticket in pool)
    print(f"{'label':<28}" + "".join(f"{split:>13}" for split in SPLITS))
    for label in [*sorted({ticket.label for ticket in pool if ticket.label}), None]:
        name = label or "(out of taxonomy)"
        print(f"{name:<28}" + "".join(f"{counts[label, split]:>13}" for split in SPLITS))
    totals = Counter(split_of.values())
    print(f"{'total':<28}" + "".join(f"{totals[split]:>13}" for split in SPLITS))
    for split in SPLITS:
        absent = sorted({ticket.label for ticket in pool if ticket.label and not counts[ticket.label, split]})
        if absent:
            print(
                f"warning: {split} has no ticket of {', '.join(absent)}; {WITHOUT[split]}. "
                "Add tickets of these categories to the pool, ten or more of each, and divide it again.",
                file=sys.stderr,
            )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="run.py split", description=__doc__)
    parser.add_argument("--pool", nargs="+", type=Path, required=True, help="labelled JSONL files")
    parser.add_argument("--out", type=Path, required=True, help="folder that receives the four splits")
    parser.add_argument("--taxonomy", type=Path, help="check the labels against this file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shares", type=read_shares, default=SHARES, help="of the whole pool (default 60/10/15/15)")
    parser.add_argument("--drop", action="store_true", help="let tickets of --out go that are no longer in the pool")
    options = parser.parse_args(arguments)
    taxonomy = read_taxonomy(options.taxonomy) if options.taxonomy else None
    known_ids: dict[str, str] = {}
    pool = [ticket for path in options.pool for ticket in read_tickets(path, taxonomy, known_ids)]
    split_of, left_out = write_splits(pool, options.out, options.seed, options.shares, options.drop)
    print_counts(pool, split_of)
    if left_out:
        why = "they resemble tickets of two splits, or of one whose share is 0"
        print(f"{len(left_out)} new tickets are left out, since {why}: {', '.join(left_out)}")
