"""prepare → train → export → calibrate → evaluate → release, on one page."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import onnxruntime
import torch
from transformers.utils import logging as transformers_logging

import bases
import recalibrate
import reindex
import split
from calibrate import Scores, calibrate, fit_scores, good_sent_to_review, temperature_caution
from classifier import TicketClassifier, run_classifier, side_by_side
from encode import TicketEncoder
from evaluate import evaluate_splits
from evaluate_release import main as evaluate_release
from export import check_exportable, check_loadable, check_positions, export, rows_to_try
from index_tickets import write_index
from model_card import refit_sentence, told
from model_folder import check_out, check_writable
from prepare import (
    Examples,
    describe_data,
    load_splits,
    prepare,
    reader,
    sentences_as_tickets,
    warn_of_pairs_across,
    with_validation,
)
from release import ReleaseRefused, check_agreement, code_at_start, read_notes, release
from score import open_graph, score
from tickets import SPLITS, InputError, fingerprints_of, read_taxonomy
from train import Diverged, best_device, default_recipe, distance_statistics, refit, train
from trained_on import CALIBRATED_ON, TRAINED_ON, calibrated_on
from training_options import parse
from vocabulary import check_same_vocabulary, trim, used_pieces

THREADS = 2


def training_code() -> str:
    """Hash of what the weights depend on beside data and settings."""
    here = Path(__file__).parent
    files = ("train.py", "classifier.py", "encode.py", "vocabulary.py", "requirements.txt")
    return hashlib.sha256(b"".join((here / file).read_bytes() for file in files)).hexdigest()


def learnt_from(part: Examples) -> list:
    return [part.rows, part.labels.tolist()]


def short_hash(content: list) -> str:
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]


def threads() -> int:
    """Two unless the user says otherwise, on every machine: sums in another order make other weights."""
    text = os.environ.get("OMP_NUM_THREADS", "").strip() or str(THREADS)
    if not re.fullmatch(r"[1-9]\d{0,3}", text):
        reason = f"is {text!r}; set it to a whole number of threads from 1 up, or unset it for {THREADS}"
        raise InputError("OMP_NUM_THREADS", None, reason)
    return int(text)


def say(text: str) -> None:
    print(text, flush=True)


def run(options: argparse.Namespace, scratch: Path) -> dict:
    """`scratch`: a folder that nobody else uses and that need not stay."""
    check_out(options.out)
    check_writable(options.runs, options.runs, "give --runs another place")
    # What decides first comes first: nobody waits for a base that cannot be had.
    located = [bases.locate(base) for base in options.bases]
    encoders = [TicketEncoder(base, options.max_tokens) for base in located]
    check_same_vocabulary(options.bases, encoders)
    for base, name in zip(located, options.bases, strict=True):
        check_loadable(base, name)
        check_positions(base, name, options.max_tokens)
    notes = read_notes(options.notes)
    taxonomy = read_taxonomy(options.taxonomy)
    as_read = reader(not options.no_clean)
    splits = load_splits(options.tickets, taxonomy, options.seed, say, options.shares, as_read=as_read)
    pairs = warn_of_pairs_across(splits, say, as_read)
    settings = ("seed", "epochs", "batch_size", "learning_rate", "label_smoothing", "soup", "refit")
    changes = {name: value for name in settings if (value := getattr(options, name)) is not None}
    recipe = default_recipe(options.method, **changes)
    encoder, pieces = encoders[0], None
    # Those that were given: a trimmed one has other bytes each time where its base leaves weights to chance.
    origins = [bases.content(base) for base in located]
    if options.trim_vocabulary:
        to_learn = splits["train"] + (splits["validation"] if recipe.refit else [])
        texts = as_read(to_learn) + sentences_as_tickets(taxonomy, splits, as_read)
        pieces = used_pieces(encoder, options.bases[0], [part for text in texts for part in (text.subject, text.body)])
        located = [trim(base, encoder, pieces, scratch / str(number)) for number, base in enumerate(located)]
        encoder = TicketEncoder(located[0], options.max_tokens)
        say(f"Vocabulary: the {len(pieces)} word pieces that training texts have or that spell others.")
    examples = prepare(splits, taxonomy, encoder, as_read, recipe.train_tokens, say)
    say("Tickets: " + ", ".join(f"{name} {len(part.rows)}" for name, part in examples.items()))

    # The same token ids in the same order, with the same base, settings, code, threads and device, find the same folder
    # again: an interrupted run goes on at its last epoch.
    inputs = [learnt_from(part) for part in (examples["train"], examples["validation"])]
    computed = [training_code(), options.max_tokens, torch.get_num_threads(), best_device().type]
    work = options.runs / short_hash([inputs, taxonomy.codes, origins, pieces, dataclasses.asdict(recipe), computed])
    # Where there are several encoders, each is trained in a folder of its own.
    folders = [work] if len(located) == 1 else [work / str(number) for number in range(len(located))]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    each = list(zip(located, options.bases, folders, strict=True))
    base_name = " + ".join(options.bases)
    code = code_at_start(work)
    pad, codes = encoder.pad, taxonomy.codes
    tried = rows_to_try(examples["train"].rows, options.max_tokens)
    check_exportable(located, base_name, tried, pad, work / "try.onnx")
    trainings = []
    for base, name, folder in each:
        if len(each) > 1:
            say(name)
        trainings.append(train(base, examples["train"], examples["validation"], len(codes), pad, recipe, folder))
    model = side_by_side([trained for trained, _, _ in trainings])
    history = told_by_base([records for _, records, _ in trainings], options.bases)
    soup = trainings[0][2]

    learnt, held_out, first_scores = splits, SPLITS[1:], {}
    if recipe.refit:
        # What the released model has learnt cannot tell how sure it should be: the first model's answers do.
        _, _, first_scores = score_exported(model, examples, ("validation",), pad, work / "first.onnx")
        learnt, held_out = with_validation(splits, say, as_read), SPLITS[2:]
        examples["train"] = prepare(learnt, taxonomy, encoder, as_read, recipe.train_tokens, lambda _: None)["train"]
        # What calibration and test hold decides which validation tickets join: with others it is another training.
        again = f"refit-{short_hash(learnt_from(examples['train']))}"
        tickets = int(examples["validation"].inside.sum())
        refits = []
        for (base, name, folder), (_, records, of_runs) in zip(each, trainings, strict=True):
            if len(each) > 1:
                say(name)
            first = (records, of_runs, tickets)
            refits.append(refit(base, examples["train"], len(codes), pad, recipe, first, folder / again))
        model = side_by_side([trained for trained, _ in refits])
        history += told_by_base([records for _, records in refits], options.bases)
    graph, session, scores = score_exported(model, examples, held_out, pad, work / "model.onnx")
    reference = {split: run_classifier(model, examples[split].rows, pad)[0] for split in scores}
    agreement = check_agreement({split: part.logits for split, part in scores.items()}, reference)
    say(f"int8 and PyTorch choose different categories for {told(agreement['bySplit'])} tickets.")

    scores = first_scores | scores
    calibration = calibrate(fit_scores(scores["validation"]), scores["calibration"], codes, options.target_error)
    if caution := temperature_caution(calibration["temperature"]):
        say(caution)
    # Threshold and distances come from two models, so it is measured what the one does to the other's.
    outside = calibration["outOfTaxonomy"]
    good_to_review = good_sent_to_review(scores["calibration"], outside) if recipe.refit else None
    if good_to_review is not None:
        say(refit_sentence(good_to_review) + ".")
    metrics = evaluate_splits(scores, examples, calibration, codes)
    similar_tickets = write_index(work, learnt["train"], encoder, session, as_read)
    release(
        options.out,
        taxonomy=taxonomy,
        encoder=encoder,
        base=base_name,
        vocabulary=len(pieces) if pieces else None,
        recipe=recipe,
        examples=examples,
        data=describe_data(splits, taxonomy, as_read) | {"pairsAcrossSplits": pairs},
        history=history,
        soup=soup,
        graph=graph,
        scores=scores,
        calibration=calibration,
        metrics=metrics,
        agreement=agreement,
        similar_tickets=similar_tickets,
        fingerprints={
            TRAINED_ON: fingerprints_of(examples["train"].tickets, as_read(learnt["train"])),
            CALIBRATED_ON: calibrated_on(learnt, as_read),
        },
        code=code,
        name=options.name,
        cleaned=not options.no_clean,
        notes=notes,
        good_to_review=good_to_review,
    )
    shutil.rmtree(work)
    test = metrics["test"]
    say(
        f"{options.out}: test accuracy {test['accuracy']:.4f}, macro-F1 {test['macroF1']:.4f}, ECE {test['ece']:.4f}, "
        f"auto-routed {test['auto']['coverage']:.1%}"
    )
    return metrics


def told_by_base(histories: list[list[dict]], names: list[str]) -> list[dict]:
    """The records of all encoders, with their names where there are several."""
    if len(names) == 1:
        return histories[0]
    return [{"base": name} | record for name, records in zip(names, histories, strict=True) for record in records]


def score_exported(
    model: TicketClassifier, examples: dict[str, Examples], splits: tuple[str, ...], pad: int, path: Path
) -> tuple[Path, onnxruntime.InferenceSession, dict[str, Scores]]:
    """The int8 graph of a model that has learnt `examples["train"]`, and what it says of `splits`."""
    graph = export(model, distance_statistics(model, examples["train"], pad), examples["train"].rows, pad, path)
    session = open_graph(graph)
    return graph, session, {split: score(session, examples[split], pad) for split in splits}


def main(arguments: list[str]) -> int:
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    commands = {
        "split": split.main,
        "evaluate": evaluate_release,
        "recalibrate": recalibrate.main,
        "index": reindex.main,
    }
    command = commands.get(arguments[0]) if arguments else None
    try:
        torch.set_num_threads(threads())
        if command:
            command(arguments[1:])
        else:
            options = parse(arguments)
            with tempfile.TemporaryDirectory() as scratch:
                run(options, Path(scratch))
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except (ReleaseRefused, Diverged) as error:
        print(f"not released: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        goes_on = "" if command else ": the same command goes on after the last epoch that was finished"
        print(f"interrupted{goes_on}", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
