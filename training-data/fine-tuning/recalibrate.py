"""`run.py recalibrate`: new thresholds for another target error or from more tickets, without training."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path

from calibrate import calibrate, fit_scores, good_sent_to_review, temperature_caution
from encode import TicketEncoder
from evaluate import evaluate_splits
from model_card import is_refit
from model_folder import check_files, check_replaceable, put_back, read_part, staged_beside
from options import a_share
from prepare import (
    NO_CLEAN_HELP,
    describe_data,
    load_splits,
    prepare,
    reader,
    warn_of_pairs_across,
    with_validation,
    without_repeats,
)
from release import metrics_for_manifest, read_notes, write_reports
from score import open_graph, score
from tickets import SPLITS, InputError, read_taxonomy
from trained_on import CALIBRATED_ON, calibrated_on, check_not_trained_on, write_fingerprints


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="run.py recalibrate", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of a released model; rewritten as a whole")
    parser.add_argument("--taxonomy", type=Path, required=True)
    parser.add_argument("--tickets", type=Path, required=True, help="folder with the four splits")
    parser.add_argument("--target-error", type=a_share, help="default: the one that the model was released with")
    parser.add_argument("--notes", type=Path, help="Markdown for the model card instead of what stands there")
    parser.add_argument("--no-clean", action="store_true", help=NO_CLEAN_HELP)
    options = parser.parse_args(arguments)
    taxonomy = read_taxonomy(options.taxonomy)
    put_back(options.model)
    manifest, former = (read_part(options.model, name) for name in ("manifest.json", "calibration.json"))
    check_files(options.model, manifest)
    check_replaceable(options.model)
    if sorted(manifest["labels"]) != sorted(taxonomy.codes):
        raise InputError(options.taxonomy, None, "has other categories than the model")
    # The file may have been put in another order since: the columns of the graph stay where they are.
    taxonomy = dataclasses.replace(taxonomy, codes=manifest["labels"])

    for split in SPLITS:
        if not (options.tickets / f"{split}.jsonl").exists():
            reason = f"has no {split}.jsonl; a split drawn now would hold tickets that the model was trained on"
            raise InputError(options.tickets, None, reason)
    # A train ticket that stands in another split too is refused below, unless the training had left it out.
    as_read = reader(manifest.get("cleaned", not options.no_clean))
    splits = load_splits(options.tickets, taxonomy, manifest["hyperParameters"]["seed"], print, repeats_stay=True)
    refit = is_refit(manifest)
    held_out = SPLITS[2:] if refit else SPLITS[1:]
    check_not_trained_on(options.model, {split: splits[split] for split in held_out}, options.tickets, as_read)
    splits["train"] = without_repeats(splits, print, as_read)
    pairs = warn_of_pairs_across(splits, print, as_read)
    measured_on = describe_data(splits, taxonomy, as_read) | {"pairsAcrossSplits": pairs}
    encoder = TicketEncoder(options.model, manifest["maxTokens"])
    if refit:
        splits = with_validation(splits, print, as_read)
    examples = prepare(splits, taxonomy, encoder, as_read, say=print)
    session = open_graph(options.model / "model.onnx")
    scores = {split: score(session, examples[split], encoder.pad) for split in held_out}
    # A refit model has learnt the validation tickets: what the first training told of them stays.
    fitted = former if refit else fit_scores(scores["validation"])
    target = options.target_error or former["thresholds"]["targetError"]
    calibration = calibrate(fitted, scores["calibration"], taxonomy.codes, target)
    if caution := temperature_caution(calibration["temperature"]):
        print(caution)
    metrics = evaluate_splits(scores, examples, calibration, taxonomy.codes)
    if refit:
        metrics["validation"] = manifest["metrics"]["validation"]
        manifest["goodTicketsToReview"] = good_sent_to_review(scores["calibration"], calibration["outOfTaxonomy"])

    manifest |= {"metrics": metrics_for_manifest(metrics), "calibratedOn": measured_on}
    if options.notes:
        manifest["notes"] = read_notes(options.notes)
    with staged_beside(options.model, copy=True) as staged:
        write_fingerprints(staged / CALIBRATED_ON, calibrated_on(splits, as_read))
        write_reports(staged, manifest, calibration, metrics, scores, examples)
    auto = metrics["test"]["auto"]
    print(
        f"{options.model}: version {manifest['version']}, target {target:.1%}, "
        f"auto-routed {auto['coverage']:.1%} of test"
    )
