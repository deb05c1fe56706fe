"""Load the splits of a ticket folder, clean their text and turn it into token ids."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from encode import TicketEncoder
from split import SHARES, assign, pairs_across
from tickets import (
    CHANNELS,
    SPLITS,
    InputError,
    Taxonomy,
    Ticket,
    channel_of,
    fingerprints_of,
    has_text,
    is_known_channel,
    known_by,
    read_tickets,
)

REPOSITORY = Path(__file__).resolve().parents[2]
OUT_OF_TAXONOMY = -1
NO_CLEAN_HELP = (
    "subject and body as they are, for an old model whose manifest does not say whether it reads cleaned text"
)


AsRead = Callable[[list[Ticket]], list[Ticket]]
"""Tickets with the texts that the model reads, in the same order: `clean`, or nothing of the kind."""


@dataclass
class Examples:
    """One split, ready for the network. `labels[i]` indexes the taxonomy, -1 when out of taxonomy."""

    tickets: list[Ticket]
    rows: list[list[int]]
    labels: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        """Boolean mask of the tickets that have a category."""
        return self.labels != OUT_OF_TAXONOMY

    def take(self, mask: np.ndarray) -> Examples:
        chosen = np.flatnonzero(mask)
        return Examples([self.tickets[i] for i in chosen], [self.rows[i] for i in chosen], self.labels[chosen])


def load_splits(
    source: Path,
    taxonomy: Taxonomy,
    seed: int,
    say=print,
    shares: dict[str, float] = SHARES,
    *,
    as_read: AsRead = lambda tickets: tickets,
    repeats_stay: bool = False,
) -> dict[str, list[Ticket]]:
    """Read the split files of a folder, or one file as train; splits without a file are carved out of train.

    Tickets are compared as the model reads them: two that differ in nothing but what is quoted below are one to it.
    """
    if not source.exists():
        raise InputError(source, None, "does not exist; give a folder with train.jsonl or one JSONL file")
    folder = source.parent if source.is_file() else source
    paths = {"train": source} if source.is_file() else {split: folder / f"{split}.jsonl" for split in SPLITS}
    if not paths["train"].exists():
        raise InputError(folder, None, "has no train.jsonl")
    known_ids: dict[str, str] = {}
    present = [split for split in paths if paths[split].exists()]
    splits = {split: read_tickets(paths[split], taxonomy, known_ids) for split in present}
    _tell_of_channels([ticket for split in present for ticket in splits[split]], known_ids, say)
    missing = [split for split in SPLITS if split not in present]
    if missing:
        carved = {split: shares[split] for split in missing}
        carved = {"train": 1 - sum(carved.values()), **carved}
        without = [split for split, share in carved.items() if share <= 1e-9]
        if without:
            raise InputError(source, None, f"must be divided, and --shares leaves nothing for {', '.join(without)}")
        split_of, _ = assign(as_read(splits["train"]), seed, shares=carved)
        pool = splits["train"]
        for split in ["train", *missing]:
            splits[split] = [ticket for ticket in pool if split_of[ticket.id] == split]
        sizes = ", ".join(f"{split} {len(splits[split])}" for split in ["train", *missing])
        name = paths["train"].name
        why = f"{name} is one file" if source.is_file() else f"No {', '.join(missing)} file beside {name}"
        say(f"{why}: it was divided by seed {seed} into {sizes}." + (_unread(source) if source.is_file() else ""))
    if source.is_dir() and (folder / "augmented.jsonl").exists():
        augmented = read_tickets(folder / "augmented.jsonl", taxonomy, known_ids)
        _tell_of_channels(augmented, known_ids, say)
        splits["train"] = splits["train"] + augmented
    if not repeats_stay:
        splits["train"] = without_repeats(splits, say, as_read)
    _check_enough({split: paths[split] for split in present}, splits, taxonomy, say, as_read)
    return splits


def _unread(file: Path) -> str:
    """Of one file that somebody may have taken for its folder."""
    names = [f"{part}.jsonl" for part in (*SPLITS, "augmented")]
    beside = [name for name in names if name != file.name and (file.parent / name).exists()]
    if not beside:
        return ""
    return f" Not read: {', '.join(beside)} beside it; give the folder ({file.parent}) to take the files as they are."


def _tell_of_channels(tickets: list[Ticket], places: dict[str, str], say) -> None:
    """The service takes a channel that it does not know for `other`, and so does the training."""
    unknown: dict[str, list[Ticket]] = {}
    for ticket in tickets:
        if not is_known_channel(ticket.record.get("channel")):
            unknown.setdefault(json.dumps(ticket.record["channel"], ensure_ascii=False), []).append(ticket)
    for channel, of_it in unknown.items():
        more = f" and {len(of_it) - 1} more" if len(of_it) > 1 else ""
        say(f"{places[of_it[0].id]}{more}: channel {channel} is none of {', '.join(CHANNELS)}; it is read as other.")


def _check_enough(
    files: dict[str, Path], splits: dict[str, list[Ticket]], taxonomy: Taxonomy, say, as_read: AsRead
) -> None:
    """`files` are those that were read; what has none was carved out of train."""
    trained = Counter(ticket.label for ticket in splits["train"] if ticket.label is not None)
    if len(trained) < 2:
        raise InputError(files["train"], None, "holds fewer than two categories; a classifier needs two")
    for split in SPLITS[1:]:
        if any(ticket.label is not None for ticket in splits[split]):
            continue
        if split in files:
            reason = "holds no ticket with a category; add some, or remove the file to have train divided"
            raise InputError(files[split], None, reason)
        raise InputError(files["train"], None, f"is too small to carve out a {split} split; add tickets")
    unseen = [code for code in taxonomy.codes if code not in trained]
    told = {sentence.label for sentence in sentences_as_tickets(taxonomy, splits, as_read)}
    silent = [code for code in unseen if code not in told]
    if silent:
        say(f"No training ticket for {', '.join(silent)}: the model will never choose these categories.")
    if len(silent) < len(unseen):
        known = ", ".join(code for code in unseen if code in told)
        say(f"No training ticket for {known}: the model knows them by the taxonomy's own sentences alone.")
    single = [code for code in taxonomy.codes if trained[code] == 1]
    if single:
        say(f"A single training ticket for {', '.join(single)}: expect little there.")


def without_repeats(
    splits: dict[str, list[Ticket]], say=print, as_read: AsRead = lambda tickets: tickets
) -> list[Ticket]:
    """The train split without tickets that another split holds word for word: they would prove nothing.

    As they came or as they are read, as `recalibrate` tells what was trained on: one text is read otherwise in a chat
    than in a mail.
    """
    repeated = known_by(held_out(splits, as_read), splits["train"], as_read(splits["train"]))
    if repeated:
        shown = ", ".join(repeated[:3]) + (" …" if len(repeated) > 3 else "")
        say(f"{len(repeated)} training tickets stand word for word in another split and are left out: {shown}")
    gone = set(repeated)
    return [ticket for ticket in splits["train"] if ticket.id not in gone]


def with_validation(splits: dict[str, list[Ticket]], say, as_read: AsRead) -> dict[str, list[Ticket]]:
    """The splits of a refit: validation joins train, but for what calibration or test hold word for word."""
    joined = splits | {"train": splits["train"] + splits["validation"], "validation": []}
    return joined | {"train": without_repeats(joined, say, as_read)}


def held_out(splits: dict[str, list[Ticket]], as_read: AsRead) -> set[int]:
    """Fingerprints of what is not to be learnt."""
    tickets = [ticket for split in SPLITS[1:] for ticket in splits[split]]
    return fingerprints_of(tickets, as_read(tickets))


def warn_of_pairs_across(splits: dict[str, list[Ticket]], say=print, as_read: AsRead = lambda tickets: tickets) -> int:
    """Split files that somebody made elsewhere, and `augmented.jsonl`, may resemble other splits.

    Splits that are carved out of train never resemble it.
    """
    pairs = pairs_across({split: as_read(members) for split, members in splits.items()})
    if pairs:
        shown = ", ".join(f"{left} and {right}" for left, right in pairs[:3]) + (" …" if len(pairs) > 3 else "")
        say(
            f"{len(pairs)} pairs of near-duplicates, or of one situation, stand in two splits ({shown}): what is "
            "measured on them can flatter the model. `run.py split` with a new --out keeps such tickets together; "
            "augmented ones have to go by hand."
        )
    return len(pairs)


def clean(tickets: list[Ticket], command: list[str] | None = None) -> list[Ticket]:
    """Run the service's own cleaner (`signalbox clean`) over the tickets: JSONL in, JSONL out, matched by id.

    It sets other things aside in a chat than in a mail, so the channel goes along.
    """
    command = command or ["node", str(REPOSITORY / "dist/cli.js"), "clean"]
    records = [{"id": t.id, "channel": channel_of(t), "subject": t.subject, "body": t.body} for t in tickets]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    try:
        result = subprocess.run(command, input=lines.encode(), capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        detail = (getattr(error, "stderr", b"") or str(error).encode()).decode(errors="replace").strip()
        # Its lines are those of its own input, which the user never sees; what it only notices stands before that.
        if refused := re.search(r"INPUT_INVALID: stdin:(\d+): (.*)", detail):
            place = f"ticket {tickets[int(refused[1]) - 1].id}"
            raise InputError(place, None, f"is refused by the service's cleaner: {refused[2]}") from error
        reason = f"the cleaner failed; run `npm run build` first ({detail[-300:]})"
        raise InputError(" ".join(command), None, reason) from error
    cleaned = {record["id"]: record for record in map(json.loads, result.stdout.splitlines())}
    return [
        dataclasses.replace(
            t,
            subject=cleaned[t.id]["subject"] or "",
            body=cleaned[t.id]["body"] or "",
            given_away=tuple(cleaned[t.id].get("givenAway", ())),
        )
        for t in tickets
    ]


def reader(use_cleaner: bool) -> AsRead:
    """Cleans each ticket once, however often it is asked for: the cleaner is a process of its own."""
    cleaned: dict[str, Ticket] = {}

    def as_read(tickets: list[Ticket]) -> list[Ticket]:
        if fresh := [ticket for ticket in tickets if ticket.id not in cleaned]:
            cleaned.update((ticket.id, ticket) for ticket in clean(fresh))
        return [cleaned[ticket.id] for ticket in tickets]

    return as_read if use_cleaner else lambda tickets: tickets


def prepare(
    splits: dict[str, list[Ticket]],
    taxonomy: Taxonomy,
    encoder: TicketEncoder,
    as_read: AsRead,
    train_tokens: int | None = None,
    say=print,
) -> dict[str, Examples]:
    index_of = {code: index for index, code in enumerate(taxonomy.codes)}
    # All at once, since each time costs a process of the cleaner.
    as_read([ticket for split in SPLITS for ticket in splits[split]])
    prepared = {}
    for split in SPLITS:
        tickets, read = splits[split], as_read(splits[split])
        if split != "test":
            # The service leaves them to people before it asks: a label on no text teaches a bias, and what is right or
            # wrong there says nothing of what is routed. Test measures what comes.
            kept = [index for index, text in enumerate(read) if has_text(text)]
            if len(kept) < len(tickets):
                say(f"{len(tickets) - len(kept)} {split} tickets without a letter or digit are left out.")
            tickets, read = ([part[index] for index in kept] for part in (tickets, read))
        if split == "train":
            sentences = sentences_as_tickets(taxonomy, splits, as_read)
            tickets, read = (part + sentences for part in (tickets, read))
        texts = [(text.subject, text.body) for text in read]
        rows = encoder.encode(texts, train_tokens if split == "train" else None)
        labels = np.array([OUT_OF_TAXONOMY if t.label is None else index_of[t.label] for t in tickets], np.int64)
        prepared[split] = Examples(tickets, rows, labels)
    return prepared


def sentences_as_tickets(taxonomy: Taxonomy, splits: dict[str, list[Ticket]], as_read: AsRead) -> list[Ticket]:
    """What the taxonomy says of its categories, without what a held-out split says word for word."""
    elsewhere = held_out(splits, as_read)
    sentences = [
        Ticket(f"taxonomy:{number}", "", text, code, None, {})
        for number, (text, code) in enumerate(taxonomy.sentences, 1)
    ]
    repeated = set(known_by(elsewhere, sentences, sentences))
    return [sentence for sentence in sentences if sentence.id not in repeated]


def by_unseen_writers(examples: dict[str, Examples]) -> np.ndarray:
    """Boolean mask of the calibration tickets whose `writer` is known and wrote nothing in train."""
    known = {ticket.record.get("writer") for ticket in examples["train"].tickets} | {None}
    return np.array([ticket.record.get("writer") not in known for ticket in examples["calibration"].tickets])


def data_hash(splits: dict[str, list[Ticket]]) -> str:
    """SHA-256 over split, id, text and label of every ticket, independent of the order of the lines.

    Without the channel, so that it stays comparable with what earlier manifests say of the same tickets.
    """
    lines = sorted(
        json.dumps([split, t.id, t.subject, t.body, t.label], ensure_ascii=False)
        for split in SPLITS
        for t in splits[split]
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def describe_data(splits: dict[str, list[Ticket]], taxonomy: Taxonomy, as_read: AsRead) -> dict:
    """The manifest's `data`: hash, tickets by split and label, and how many taxonomy sentences joined train."""
    counts = {
        split: dict(sorted(Counter(ticket.label or "(out of taxonomy)" for ticket in splits[split]).items()))
        for split in SPLITS
    }
    return {
        "sha256": data_hash(splits),
        "counts": counts,
        "taxonomySentences": len(sentences_as_tickets(taxonomy, splits, as_read)),
    }
