"""What a release must fulfil, and everything that its folder says of it."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import importlib.metadata
import json
import platform
import shutil
import subprocess
from pathlib import Path

import numpy as np
import torch
from scipy.stats import binom

from calibrate import Scores, outside_scores, probabilities
from encode import PAD_TO_MULTIPLE_OF, TicketEncoder
from index_tickets import EMBEDDINGS, TICKETS
from model_card import is_refit, write_figures, write_model_card
from model_folder import NEEDED_TO_SERVE, sha256, staged_beside
from prepare import REPOSITORY, Examples
from tickets import InputError, Taxonomy, channel_of
from train import Recipe
from trained_on import CALIBRATED_ON, TRAINED_ON, write_fingerprints

MAX_DISAGREEMENT = 0.005
ALWAYS_ALLOWED = 2
"""The share of 400 tickets."""
PARITY_TICKETS = 200
REPORTS = ("README.md", "confusion.png", "parity.jsonl", "reliability.png")
FILES = sorted((*NEEDED_TO_SERVE, *REPORTS, TICKETS, EMBEDDINGS, TRAINED_ON, CALIBRATED_ON))
LIBRARIES = ("torch", "transformers", "tokenizers", "peft", "onnx", "onnxruntime", "numpy", "scikit-learn")


class ReleaseRefused(Exception):
    """The trained model does not meet a condition of release; nothing was written to --out."""


def check_agreement(exported: dict[str, np.ndarray], reference: dict[str, np.ndarray]) -> dict:
    """Compare the int8 graph's logits with PyTorch's, by split [tickets, labels]; raises `ReleaseRefused`.

    No label is looked at, so that all splits which were not trained on may say whether the graph is sound. Test alone
    must be within the limit, and so must all of them together, which say it more surely.
    """
    if not all(np.isfinite(logits).all() for part in (exported, reference) for logits in part.values()):
        raise ReleaseRefused("the model gives scores that are no numbers; train again with a smaller learning rate")
    by_split = {
        split: {
            "tickets": len(logits),
            "different": int((exported[split].argmax(-1) != logits.argmax(-1)).sum()),
        }
        for split, logits in reference.items()
    }
    for splits in (["test"], [*by_split]):
        tickets, different = (sum(by_split[split][what] for split in splits) for what in ("tickets", "different"))
        allowed = most_different(tickets)
        if different > allowed:
            raise ReleaseRefused(
                f"the int8 graph chooses another category than PyTorch for {different} of {tickets} tickets of "
                f"{', '.join(splits)} ({allowed} allowed); train more epochs, or with another --seed: weights with "
                "outliers round badly"
            )
    return {
        "disagreement": by_split["test"]["different"] / by_split["test"]["tickets"],
        "meanAbsoluteLogitDifference": float(np.abs(exported["test"] - reference["test"]).mean()),
        "bySplit": by_split,
    }


def most_different(tickets: int) -> int:
    """Of so many tickets the int8 graph may put as many elsewhere; one ticket more never allows fewer.

    The share is the rule. It leaves one or none to few tickets, which says more about chance than about the graph: they
    may have two where that does not show a larger share (one-sided binomial test at 95 %).
    """
    by_share = int(MAX_DISAGREEMENT * tickets + 1e-9)
    by_chance = int(binom.ppf(0.95, tickets, MAX_DISAGREEMENT))
    return max(by_share, min(by_chance, ALWAYS_ALLOWED))


def release(
    out: Path,
    *,
    taxonomy: Taxonomy,
    encoder: TicketEncoder,
    base: str,
    vocabulary: int | None,
    recipe: Recipe,
    examples: dict[str, Examples],
    data: dict,
    history: list[dict],
    soup: dict | None,
    graph: Path,
    scores: dict[str, Scores],
    calibration: dict,
    metrics: dict[str, dict],
    agreement: dict,
    similar_tickets: dict,
    fingerprints: dict[str, set[int]],
    code: dict,
    name: str,
    cleaned: bool,
    notes: str | None,
    good_to_review: float | None,
) -> None:
    """`graph` and the similar tickets lie in one folder; `similar_tickets` is what `write_index` returned.

    vocabulary: word pieces that were left of a trimmed one. fingerprints: file → as `fingerprints_of` gives them.
    good_to_review: of a refit model.
    """
    created = datetime.datetime.now(datetime.timezone.utc)
    now = code_version()

    manifest = {
        "schemaVersion": 1,
        "name": name,
        "version": None,  # follows from the files
        "created": created.isoformat(timespec="seconds"),
        "base": base,
        "vocabulary": vocabulary,
        "method": recipe.method,
        "labels": taxonomy.codes,
        "maxTokens": encoder.max_tokens,
        "padToMultipleOf": PAD_TO_MULTIPLE_OF,
        "tokens": {"cls": encoder.cls, "sep": encoder.sep, "pad": encoder.pad},
        "taxonomy": {"version": taxonomy.version, "sha256": taxonomy.sha256},
        "cleaned": cleaned,
        "data": data,
        # A training that was refused is released, unchanged, by code that was mended since: the manifest names both.
        "code": code if now == code else code | {"releasedBy": now},
        "libraries": {library: importlib.metadata.version(library) for library in LIBRARIES},
        "python": platform.python_version(),
        "threads": torch.get_num_threads(),
        "hyperParameters": dataclasses.asdict(recipe),
        "history": history,
        "soup": soup,
        "export": agreement,
        "metrics": metrics_for_manifest(metrics),
        "notes": notes,
        "goodTicketsToReview": good_to_review,
        "similarTickets": similar_tickets,
    }
    with staged_beside(out) as staged:
        encoder.tokenizer.save_pretrained(staged)
        for extra in staged.iterdir():
            if extra.name not in ("tokenizer.json", "tokenizer_config.json"):
                extra.unlink()
        shutil.copy(graph, staged / "model.onnx")
        for index_file in (TICKETS, EMBEDDINGS):
            shutil.copy(graph.with_name(index_file), staged)
        for file, of_tickets in fingerprints.items():
            write_fingerprints(staged / file, of_tickets)
        write_reports(staged, manifest, calibration, metrics, scores, examples)


def version_of(manifest: dict, folder: Path) -> str:
    """Taxonomy, day of training, hash of what decides: the same graph with other thresholds is another version."""
    content = hashlib.sha256((sha256(folder / "model.onnx") + sha256(folder / "calibration.json")).encode()).hexdigest()
    return f"{manifest['taxonomy']['version']}-{manifest['created'][:10].replace('-', '')}-{content[:8]}"


def metrics_for_manifest(metrics: dict[str, dict]) -> dict:
    """Without the confusion counts, which are in the model card as a picture."""
    return {split: {k: v for k, v in m.items() if k != "confusion"} for split, m in metrics.items()}


def write_reports(
    folder: Path, manifest: dict, calibration: dict, metrics: dict, scores: dict[str, Scores], examples: dict
) -> None:
    """Everything that follows from a graph and a calibration: parity tickets, figures, model card, manifest."""
    codes = manifest["labels"]
    write_json(folder / "calibration.json", calibration)
    manifest["version"] = version_of(manifest, folder)
    write_parity(folder / "parity.jsonl", codes, examples, scores, calibration, is_refit(manifest))
    write_figures(folder, scores["test"], calibration, codes)
    write_model_card(folder / "README.md", manifest, calibration, metrics, scores["test"])
    # The manifest is the last file: it vouches for all others.
    # For its own files: a stray one would have to be kept for ever.
    manifest["files"] = {name: sha256(folder / name) for name in FILES if (folder / name).exists()}
    write_json(folder / "manifest.json", manifest)


def read_notes(path: Path | None) -> str | None:
    """Markdown that a person wrote about the model; its headings stand below those of the card."""
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(path, None, f"cannot be read ({error})") from error


def write_parity(
    path: Path,
    codes: list[str],
    examples: dict[str, Examples],
    scores: dict[str, Scores],
    calibration: dict,
    refit: bool,
) -> None:
    """Tickets as given with the graph's answers in Python: what TypeScript must reproduce."""
    lines = []
    # Of a refit model the validation scores are another graph's.
    for split in ("test", "calibration" if refit else "validation"):
        chances = probabilities(scores[split], calibration["temperature"])
        outside = outside_scores(scores[split], calibration["outOfTaxonomy"])
        for ticket, row, out_score in zip(examples[split].tickets, chances, outside, strict=True):
            line = {
                "id": ticket.id,
                "channel": channel_of(ticket),
                "subject": ticket.record.get("subject"),
                "body": ticket.record.get("body"),
                "label": ticket.label,
                "predicted": codes[row.argmax()],
                "probability": round(float(row.max()), 6),
                "outOfTaxonomy": round(float(out_score), 6),
            }
            lines.append(json.dumps(line, ensure_ascii=False) + "\n")
    path.write_text("".join(lines[:PARITY_TICKETS]), encoding="utf-8")


def code_version() -> dict:
    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=True
        ).stdout.strip()

    try:
        return {"commit": git("rev-parse", "HEAD"), "modified": bool(git("status", "--porcelain", "training-data"))}
    except (OSError, subprocess.CalledProcessError):
        return {"commit": None, "modified": None}


def code_at_start(work: Path) -> dict:
    """The commit at which the training in this folder began, however often it was interrupted since."""
    path = work / "code.json"
    if not path.exists():
        path.write_text(json.dumps(code_version()))
    return json.loads(path.read_text())


def write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
