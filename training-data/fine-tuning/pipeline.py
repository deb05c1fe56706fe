"""prepare → train → export → calibrate → evaluate → release, on one page."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import torch
from transformers.utils import logging as transformers_logging

import bases
import recalibrate
import reindex
import split
from calibrate import TARGET_ERROR, calibrate
from classifier import run_classifier
from encode import TicketEncoder
from evaluate import evaluate_splits
from evaluate_release import main as evaluate_release
from export import check_exportable, export
from index_tickets import write_index
from options import a_share, above_zero, at_least, zero_or_a_share
from prepare import REPOSITORY, describe_data, load_splits, prepare, reader, warn_of_pairs_across
from release import ReleaseRefused, check_agreement, check_out, code_at_start, read_notes, release
from score import open_graph, score
from tickets import InputError, read_taxonomy
from train import Diverged, default_recipe, distance_statistics, train

BASE_HELP = f"encoder: a hub id or a folder (default %(default)s; it and {bases.BGE_SMALL} need no hub)"
SHARES_HELP = "train/validation/calibration/test in %%, for splits that have no file (default 60/10/15/15)"


def training_code() -> str:
    """Hash of what the weights depend on beside data and settings."""
    here = Path(__file__).parent
    files = ("train.py", "classifier.py", "encode.py", "requirements.txt")
    return hashlib.sha256(b"".join((here / file).read_bytes() for file in files)).hexdigest()


def say(text: str) -> None:
    print(text, flush=True)


def run(options: argparse.Namespace) -> dict:
    check_out(options.out)
    # What decides first comes first: nobody waits for a base that cannot be had.
    base = bases.locate(options.base)
    encoder = TicketEncoder(base, options.max_tokens)
    notes = read_notes(options.notes)
    taxonomy = read_taxonomy(options.taxonomy)
    as_read = reader(not options.no_clean)
    splits = load_splits(options.tickets, taxonomy, options.seed, say, options.shares, as_read=as_read)
    pairs = warn_of_pairs_across(splits, say, as_read)
    settings = ("seed", "epochs", "batch_size", "learning_rate", "label_smoothing", "soup")
    changes = {name: value for name in settings if (value := getattr(options, name)) is not None}
    recipe = default_recipe(options.method, **changes)
    examples = prepare(splits, taxonomy, encoder, as_read, recipe.train_tokens, say)
    say("Tickets: " + ", ".join(f"{name} {len(part.rows)}" for name, part in examples.items()))

    # The same token ids in the same order, with the same base, settings and code, find the same folder again: an
    # interrupted run goes on at its last epoch.
    inputs = [[part.rows, part.labels.tolist()] for part in (examples["train"], examples["validation"])]
    identity = json.dumps([inputs, taxonomy.codes, bases.content(base), dataclasses.asdict(recipe), training_code()])
    work = options.runs / hashlib.sha256(identity.encode()).hexdigest()[:16]
    work.mkdir(parents=True, exist_ok=True)
    code = code_at_start(work)
    pad, codes = encoder.pad, taxonomy.codes
    longest_and_shorter = sorted(examples["train"].rows, key=len)[:: -(-len(examples["train"].rows) // 8)]
    check_exportable(base, options.base, longest_and_shorter, pad, work / "try.onnx")
    model, history, soup = train(base, examples["train"], examples["validation"], len(codes), pad, recipe, work)

    statistics = distance_statistics(model, examples["train"], pad)
    graph = export(model, statistics, examples["train"].rows, pad, work / "model.onnx")
    session = open_graph(graph)
    scores = {name: score(session, part, pad) for name, part in examples.items() if name != "train"}
    reference, _ = run_classifier(model, examples["test"].rows, pad)
    agreement = check_agreement(scores["test"].logits, reference)
    say(f"int8 and PyTorch disagree on {agreement['disagreement']:.2%} of the test tickets.")

    calibration = calibrate(scores["validation"], scores["calibration"], codes, options.target_error)
    metrics = evaluate_splits(scores, examples, calibration, codes)
    similar_tickets = write_index(work, splits["train"], encoder, session, as_read)
    release(
        options.out,
        taxonomy=taxonomy,
        encoder=encoder,
        base=options.base,
        recipe=recipe,
        examples=examples,
        data=describe_data(splits, taxonomy) | {"pairsAcrossSplits": pairs},
        history=history,
        soup=soup,
        graph=graph,
        scores=scores,
        calibration=calibration,
        metrics=metrics,
        agreement=agreement,
        similar_tickets=similar_tickets,
        code=code,
        name=options.name,
        cleaned=not options.no_clean,
        notes=notes,
    )
    shutil.rmtree(work)
    test = metrics["test"]
    say(
        f"{options.out}: test accuracy {test['accuracy']:.4f}, macro-F1 {test['macroF1']:.4f}, ECE {test['ece']:.4f}, "
        f"auto-routed {test['auto']['coverage']:.1%}"
    )
    return metrics


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="run.py", description="Fine-tune a ticket classifier and release it.")
    parser.add_argument("--taxonomy", type=Path, required=True, help="taxonomy.yaml; only code and name are required")
    parser.add_argument(
        "--tickets", type=Path, required=True, help="folder with train.jsonl and the other splits, or one JSONL file"
    )
    parser.add_argument("--shares", type=split.read_shares, default=split.SHARES, help=SHARES_HELP)
    parser.add_argument("--out", type=Path, required=True, help="folder of the released model, replaced as a whole")
    parser.add_argument("--method", choices=("full", "lora"), default="full")
    parser.add_argument("--base", default=bases.ALL_MINILM, help=BASE_HELP)
    parser.add_argument("--epochs", type=at_least(1))
    parser.add_argument("--batch-size", type=at_least(2), help="tickets a step (default 32)")
    parser.add_argument("--learning-rate", type=above_zero, help="of the encoder, at its highest (3e-4; LoRA 1.5e-3)")
    parser.add_argument(
        "--label-smoothing", type=zero_or_a_share, help="share of the target that all categories divide (default 0.05)"
    )
    parser.add_argument("--soup", type=at_least(1), help="runs whose weights are averaged (default 1)")
    parser.add_argument("--max-tokens", type=at_least(8), default=256)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--target-error", type=a_share, default=TARGET_ERROR, help="among auto-routed (%(default)s)")
    parser.add_argument("--name", default="signalbox-classifier", help="name in the manifest")
    parser.add_argument("--notes", type=Path, help="Markdown for the model card: what the model was compared with")
    parser.add_argument("--no-clean", action="store_true", help="take subject and body as they are (no Node needed)")
    parser.add_argument("--runs", type=Path, default=REPOSITORY / "runs", help="where unfinished runs are kept")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))
    commands = {
        "split": split.main,
        "evaluate": evaluate_release,
        "recalibrate": recalibrate.main,
        "index": reindex.main,
    }
    try:
        if arguments[:1] and arguments[0] in commands:
            commands[arguments[0]](arguments[1:])
        else:
            run(parse(arguments))
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except (ReleaseRefused, Diverged) as error:
        print(f"not released: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
