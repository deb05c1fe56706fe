"""`run.py evaluate`: the metrics of a released model on a file of labelled tickets."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from encode import TicketEncoder
from evaluate import evaluate
from model_folder import check_files, read_part
from prepare import NO_CLEAN_HELP, OUT_OF_TAXONOMY, Examples, clean
from score import open_graph, score
from tickets import InputError, read_tickets
from trained_on import CALIBRATED_ON, TRAINED_ON, known_by_release


def check_output(path: Path, tickets: Path, model: Path) -> None:
    """Refuse, before anything is computed, to write where it cannot be done or where something is read."""
    try:
        if not path.parent.is_dir():
            raise InputError(path, None, "cannot be written (its folder does not exist); give --json another place")
        if path.is_dir():
            raise InputError(path, None, "is a folder; give --json a file")
        if path.resolve() == tickets.resolve() or model.resolve() in path.resolve().parents:
            raise InputError(path, None, "is what this command reads; give --json another place")
        if not path.exists():
            path.touch()
            path.resolve().unlink()  # and not the link that leads there
        elif path.is_file():  # and no pipe, which would end for whoever reads it
            path.open("a").close()
    except OSError as error:
        raise InputError(path, None, f"cannot be written ({error.strerror}); give --json another place") from error


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="run.py evaluate", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of a released model")
    parser.add_argument("--tickets", type=Path, required=True, help="labelled JSONL file")
    parser.add_argument("--json", type=Path, help="write the metrics here instead of to stdout")
    parser.add_argument("--no-clean", action="store_true", help=NO_CLEAN_HELP)
    options = parser.parse_args(arguments)
    manifest = read_part(options.model, "manifest.json")
    calibration = read_part(options.model, "calibration.json")
    check_files(options.model, manifest)
    if options.json:
        check_output(options.json, options.tickets, options.model)
    codes = manifest["labels"]
    tickets = read_tickets(options.tickets, None)
    unknown = sorted({ticket.label for ticket in tickets if ticket.label is not None} - set(codes))
    if unknown:
        raise InputError(options.tickets, None, f"has labels that the model does not know: {', '.join(unknown)}")
    if all(ticket.label is None for ticket in tickets):
        raise InputError(options.tickets, None, "holds no ticket with a category, so there is nothing to compare with")
    texts = clean(tickets) if manifest.get("cleaned", not options.no_clean) else tickets
    encoder = TicketEncoder(options.model, manifest["maxTokens"])
    rows = encoder.encode([(ticket.subject, ticket.body) for ticket in texts])
    labels = np.array([OUT_OF_TAXONOMY if t.label is None else codes.index(t.label) for t in tickets])
    scores = score(open_graph(options.model / "model.onnx"), Examples(tickets, rows, labels), encoder.pad)
    learnt, calibrated = (
        known_by_release(options.model / file, tickets, texts) for file in (TRAINED_ON, CALIBRATED_ON)
    )
    if learnt:
        said = f"{len(learnt)} of {len(tickets)} tickets were trained on: what they show flatters the model."
        print(said, file=sys.stderr)
    if calibrated:
        said = f"{len(calibrated)} of {len(tickets)} tickets calibrated it: error bounds from them flatter the model."
        print(said, file=sys.stderr)
    metrics = evaluate(scores, calibration, codes) | {
        "trainedOn": None if learnt is None else len(learnt),
        "calibratedOn": None if calibrated is None else len(calibrated),
        "model": manifest["version"],
        "taxonomy": manifest["taxonomy"]["version"],
    }
    text = json.dumps(metrics, indent=2)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    else:
        print(text)
