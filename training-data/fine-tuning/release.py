"""Write the released model folder in one step, or not at all."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import importlib.metadata
import json
import platform
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch
from scipy.stats import binom

from calibrate import Scores, outside_scores, probabilities
from encode import PAD_TO_MULTIPLE_OF, TicketEncoder
from index_tickets import EMBEDDINGS, TICKETS
from model_card import write_figures, write_model_card
from prepare import REPOSITORY, Examples
from tickets import SPLITS, InputError, Taxonomy, Ticket, channel_of, fingerprint
from train import Recipe

MAX_DISAGREEMENT = 0.005
ALWAYS_ALLOWED = 2
"""The share of 400 tickets."""
PARITY_TICKETS = 200
TRAINED_ON = "trained-on.u64"
NEEDED_TO_SERVE = ("calibration.json", "model.onnx", "tokenizer.json", "tokenizer_config.json")
"""What the service does not start without, and what every manifest vouches for."""
REPORTS = ("README.md", "confusion.png", "parity.jsonl", "reliability.png")
FILES = sorted((*NEEDED_TO_SERVE, *REPORTS, TICKETS, EMBEDDINGS, TRAINED_ON))
LIBRARIES = ("torch", "transformers", "tokenizers", "peft", "onnx", "onnxruntime", "numpy", "scikit-learn")
RESTORE = "restore the folder from its release, or train again"


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
    code: dict,
    name: str,
    cleaned: bool,
    notes: str | None,
) -> None:
    """`graph` and the similar tickets lie in one folder; `similar_tickets` is what `write_index` returned."""
    created = datetime.datetime.now(datetime.timezone.utc)

    manifest = {
        "schemaVersion": 1,
        "name": name,
        "version": None,  # follows from the files
        "created": created.isoformat(timespec="seconds"),
        "base": base,
        "method": recipe.method,
        "labels": taxonomy.codes,
        "maxTokens": encoder.max_tokens,
        "padToMultipleOf": PAD_TO_MULTIPLE_OF,
        "tokens": {"cls": encoder.cls, "sep": encoder.sep, "pad": encoder.pad},
        "taxonomy": {"version": taxonomy.version, "sha256": taxonomy.sha256},
        "cleaned": cleaned,
        "data": data,
        "code": code,
        "libraries": {library: importlib.metadata.version(library) for library in LIBRARIES},
        "python": platform.python_version(),
        "threads": torch.get_num_threads(),
        "hyperParameters": dataclasses.asdict(recipe),
        "history": history,
        "soup": soup,
        "export": agreement,
        "metrics": metrics_for_manifest(metrics),
        "notes": notes,
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
        write_fingerprints(staged / TRAINED_ON, examples["train"].tickets)
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
    write_parity(folder / "parity.jsonl", codes, examples, scores, calibration)
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


def check_out(out: Path) -> None:
    """Refuse, before anything is computed, to replace a folder that is not a released model."""
    if not out.name:
        raise InputError(out, None, "cannot be replaced; give --out a folder of its own")
    put_back(out)
    if out.exists() and not (out / "manifest.json").exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(out, None, "exists and is no released model (no manifest.json); give --out another folder")
    shutil.rmtree(out.with_name(out.name + ".new"), ignore_errors=True)


def put_back(out: Path) -> None:
    """After a crash between the two renames of `replace_folder` the former model is in its place again."""
    out = out.resolve()
    old = out.with_name(out.name + ".old")
    if not out.exists() and (old / "manifest.json").exists():
        old.rename(out)


def read_part(folder: Path, name: str) -> dict:
    """One JSON file of a released model."""
    try:
        return json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        old = folder.resolve().with_name(folder.resolve().name + ".old")
        left = f"; {old} is what a crash left of one, rename it" if (old / name).exists() else ""
        raise InputError(folder, None, f"is not a released model folder ({name}: {error}){left}") from error


def check_files(folder: Path, manifest: dict) -> None:
    """Refuse a folder whose files are not those of its manifest: a new manifest would vouch for whatever lies there."""
    files = manifest.get("files", {})
    if missing := [name for name in NEEDED_TO_SERVE if name not in files]:
        raise InputError(folder, None, f"has a manifest.json that does not list {', '.join(missing)} ({RESTORE})")
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            raise InputError(folder, None, f"lacks {name}, which its manifest.json lists ({RESTORE})")
        if sha256(path) != expected:
            raise InputError(path, None, f"is not the file that manifest.json describes ({RESTORE})")


@contextmanager
def staged_beside(out: Path, copy: bool = False) -> Iterator[Path]:
    """A folder beside `out` to write in, a copy of it when wanted; takes its place when all went well, or is gone."""
    staged = out.with_name(out.name + ".new")
    shutil.rmtree(staged, ignore_errors=True)
    try:
        if copy:
            shutil.copytree(out, staged)
        else:
            staged.mkdir(parents=True)
        yield staged
        replace_folder(staged, out)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def replace_folder(staged: Path, out: Path) -> None:
    """Two renames; after a crash between them `put_back` restores the old folder."""
    old = out.with_name(out.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    staged.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def write_fingerprints(path: Path, trained_on: list[Ticket]) -> None:
    np.array(sorted({fingerprint(ticket) for ticket in trained_on}), "<u8").tofile(path)


def learnt_by(folder: Path, tickets: list[Ticket]) -> list[str] | None:
    """Ids of the tickets that a released model was trained on; None for folders from before there were fingerprints."""
    if not (folder / TRAINED_ON).exists():
        return None
    known = set(np.fromfile(folder / TRAINED_ON, "<u8").tolist())
    return [ticket.id for ticket in tickets if fingerprint(ticket) in known]


def check_not_trained_on(folder: Path, splits: dict[str, list[Ticket]], place: Path) -> None:
    """Refuse to measure a model on tickets it learnt from. Folders from before there were fingerprints pass."""
    for split in SPLITS[1:]:
        if learnt := learnt_by(folder, splits[split]):
            reason = (
                f"{len(learnt)} of {len(splits[split])} {split} tickets were trained on ({', '.join(learnt[:3])} …), "
                "so nothing that they show would hold; give the split files that the model was trained with"
            )
            raise InputError(place, None, reason)


def write_parity(
    path: Path, codes: list[str], examples: dict[str, Examples], scores: dict[str, Scores], calibration: dict
) -> None:
    """Tickets as given with the graph's answers in Python: what TypeScript must reproduce."""
    lines = []
    for split in ("test", "validation"):
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


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
