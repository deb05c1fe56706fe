"""`run.py recalibrate`: new thresholds for another target error or from more tickets, without training."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from calibrate import TARGET_ERROR, calibrate
from encode import TicketEncoder
from evaluate import evaluate_splits
from prepare import describe_data, load_splits, prepare
from release import metrics_for_manifest, replace_folder, write_reports
from score import open_graph, score
from tickets import InputError, read_taxonomy


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="run.py recalibrate", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of a released model; rewritten as a whole")
    parser.add_argument("--taxonomy", type=Path, required=True)
    parser.add_argument("--tickets", type=Path, required=True, help="folder with the four splits")
    parser.add_argument("--target-error", type=float, default=TARGET_ERROR, help="default: %(default)s")
    parser.add_argument("--no-clean", action="store_true", help="take subject and body as they are (no Node needed)")
    options = parser.parse_args(arguments)
    taxonomy = read_taxonomy(options.taxonomy)
    try:
        manifest = json.loads((options.model / "manifest.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(options.model, None, "is not a released model folder") from error
    if manifest["labels"] != taxonomy.codes:
        raise InputError(options.taxonomy, None, "has other categories than the model")

    splits = load_splits(options.tickets, taxonomy, manifest["hyperParameters"]["seed"], print)
    encoder = TicketEncoder(options.model, manifest["maxTokens"])
    examples = prepare(splits, taxonomy, encoder, use_cleaner=not options.no_clean, say=print)
    session = open_graph(options.model / "model.onnx")
    scores = {name: score(session, part, encoder.pad) for name, part in examples.items() if name != "train"}
    calibration = calibrate(scores["validation"], scores["calibration"], taxonomy.codes, options.target_error)
    metrics = evaluate_splits(scores, examples, calibration, taxonomy.codes)

    staged = options.model.with_name(options.model.name + ".new")
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(options.model, staged)
    manifest |= {"metrics": metrics_for_manifest(metrics), "calibratedOn": describe_data(splits, taxonomy)["sha256"]}
    write_reports(staged, manifest, calibration, metrics, scores, examples)
    replace_folder(staged, options.model)
    auto = metrics["test"]["auto"]
    print(f"{options.model}: target {options.target_error:.1%}, auto-routed {auto['coverage']:.1%} of test, {auto}")
