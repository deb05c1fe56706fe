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
from pathlib import Path

import numpy as np

from calibrate import Scores, outside_scores, probabilities
from encode import PAD_TO_MULTIPLE_OF, TicketEncoder
from index_tickets import EMBEDDINGS, TICKETS
from model_card import write_figures, write_model_card
from prepare import REPOSITORY, Examples
from tickets import Taxonomy
from train import Recipe

MAX_DISAGREEMENT = 0.005
MAX_BYTES = 30_000_000
PARITY_TICKETS = 200
LIBRARIES = ("torch", "transformers", "tokenizers", "peft", "onnx", "onnxruntime", "numpy", "scikit-learn")


class ReleaseRefused(Exception):
    """The trained model does not meet a condition of release; nothing was written to --out."""


def check_agreement(exported: np.ndarray, reference: np.ndarray) -> dict:
    """Compare the int8 graph's logits with PyTorch's, both [tickets, labels]; raises `ReleaseRefused`."""
    different = int((exported.argmax(-1) != reference.argmax(-1)).sum())
    # One ticket is more than 0.5 % of a small test split and says nothing: a tie may fall either way.
    if different > max(1, MAX_DISAGREEMENT * len(reference)):
        raise ReleaseRefused(
            f"the int8 graph chooses another category than PyTorch for {different} of {len(reference)} test tickets "
            f"({MAX_DISAGREEMENT:.1%} allowed)"
        )
    difference = float(np.abs(exported - reference).mean())
    return {"disagreement": different / len(reference), "meanAbsoluteLogitDifference": difference}


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
    graph: Path,
    scores: dict[str, Scores],
    calibration: dict,
    metrics: dict[str, dict],
    agreement: dict,
    similar_tickets: dict,
    name: str,
) -> None:
    """`graph` and the similar tickets lie in one folder; `similar_tickets` is what `write_index` returned."""
    if graph.stat().st_size > MAX_BYTES:
        raise ReleaseRefused(f"the graph has {graph.stat().st_size / 1e6:.1f} MB; {MAX_BYTES / 1e6:.0f} MB are allowed")
    staged = out.with_name(out.name + ".new")
    shutil.rmtree(staged, ignore_errors=True)
    staged.mkdir(parents=True)
    created = datetime.datetime.now(datetime.timezone.utc)

    encoder.tokenizer.save_pretrained(staged)
    for extra in staged.iterdir():
        if extra.name not in ("tokenizer.json", "tokenizer_config.json"):
            extra.unlink()
    shutil.copy(graph, staged / "model.onnx")
    for index_file in (TICKETS, EMBEDDINGS):
        shutil.copy(graph.with_name(index_file), staged)
    manifest = {
        "schemaVersion": 1,
        "name": name,
        "version": f"{taxonomy.version}-{created:%Y%m%d}-{data['sha256'][:8]}",
        "created": created.isoformat(timespec="seconds"),
        "base": base,
        "method": recipe.method,
        "labels": taxonomy.codes,
        "maxTokens": encoder.max_tokens,
        "padToMultipleOf": PAD_TO_MULTIPLE_OF,
        "tokens": {"cls": encoder.cls, "sep": encoder.sep, "pad": encoder.pad},
        "taxonomy": {"version": taxonomy.version, "sha256": taxonomy.sha256},
        "data": data,
        "code": code_version(),
        "libraries": {library: importlib.metadata.version(library) for library in LIBRARIES},
        "python": platform.python_version(),
        "hyperParameters": dataclasses.asdict(recipe),
        "history": history,
        "export": agreement,
        "metrics": metrics_for_manifest(metrics),
        "similarTickets": similar_tickets,
    }
    write_reports(staged, manifest, calibration, metrics, scores, examples)
    replace_folder(staged, out)


def metrics_for_manifest(metrics: dict[str, dict]) -> dict:
    """Without the confusion counts, which are in the model card as a picture."""
    return {split: {k: v for k, v in m.items() if k != "confusion"} for split, m in metrics.items()}


def write_reports(
    folder: Path, manifest: dict, calibration: dict, metrics: dict, scores: dict[str, Scores], examples: dict
) -> None:
    """Everything that follows from a graph and a calibration: parity tickets, figures, model card, manifest."""
    codes = manifest["labels"]
    write_json(folder / "calibration.json", calibration)
    write_parity(folder / "parity.jsonl", codes, examples, scores, calibration)
    write_figures(folder, scores["test"], calibration, codes)
    write_model_card(folder / "README.md", manifest, calibration, metrics, scores["test"])
    # The manifest is the last file: it vouches for all others.
    manifest["files"] = {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != "manifest.json"}
    write_json(folder / "manifest.json", manifest)


def replace_folder(staged: Path, out: Path) -> None:
    """Two renames; a crash between them leaves the old folder under `.old` and the new one complete."""
    old = out.with_name(out.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    staged.rename(out)
    shutil.rmtree(old, ignore_errors=True)


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


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write_json(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
