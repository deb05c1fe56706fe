"""Options of a training run. Needs nothing but Python, so that help and wrong options are told at once."""

from __future__ import annotations

import argparse
from pathlib import Path

from options import (
    ALL_MINILM,
    BGE_SMALL,
    HIGHEST_SEED,
    MOST_TOKENS,
    SHARES,
    TARGET_ERROR,
    a_name,
    a_share,
    above_zero,
    at_least,
    read_shares,
    zero_or_a_share,
)

REPOSITORY = Path(__file__).resolve().parents[2]
BASE_HELP = (
    f"encoder: a hub id or a folder (default {ALL_MINILM}; it and {BGE_SMALL} need no hub). Given again: each is "
    "trained by itself, and one graph answers with the mean of their logits; they must share a vocabulary"
)
TRIM_HELP = "leave out the word pieces that no training text has: a smaller file, and later words are spelt by letters"
SHARES_HELP = "train/validation/calibration/test in %%, for splits that have no file (default 60/10/15/15)"
REFIT_HELP = "train once more, on train and validation together: more to learn from where tickets are few"
AS_THEY_CAME_HELP = (
    "take subject and body as they are (no Node needed). The service cleans them all the same, so what is shown for "
    "the thresholds is not shown for what it serves"
)
COMMANDS_HELP = """commands, each with a --help of its own:
  split         divide a pool of labelled tickets
  evaluate      metrics of a released model
  recalibrate   new thresholds, no training
  index         new similar tickets, no training
  test          the pipeline's own tests
"""


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Fine-tune a ticket classifier and release it.",
        epilog=COMMANDS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--taxonomy", type=Path, required=True, help="taxonomy.yaml; only code and name are required")
    parser.add_argument(
        "--tickets", type=Path, required=True, help="folder with train.jsonl and the other splits, or one JSONL file"
    )
    parser.add_argument("--shares", type=read_shares, default=SHARES, help=SHARES_HELP)
    parser.add_argument("--out", type=Path, required=True, help="folder of the released model, replaced as a whole")
    parser.add_argument("--method", choices=("full", "lora"), default="full")
    parser.add_argument("--base", action="append", dest="bases", metavar="BASE", help=BASE_HELP)
    parser.add_argument("--trim-vocabulary", action="store_true", help=TRIM_HELP)
    parser.add_argument("--epochs", type=at_least(1))
    parser.add_argument("--batch-size", type=at_least(2), help="tickets a step (default 32)")
    parser.add_argument("--learning-rate", type=above_zero, help="of the encoder, at its highest (3e-4; LoRA 1.5e-3)")
    parser.add_argument(
        "--label-smoothing", type=zero_or_a_share, help="share of the target that all categories divide (default 0.05)"
    )
    parser.add_argument("--soup", type=at_least(1), help="runs whose weights are averaged (default 1)")
    parser.add_argument("--refit", action="store_true", help=REFIT_HELP)
    parser.add_argument("--max-tokens", type=at_least(8, MOST_TOKENS), default=256)
    parser.add_argument("--seed", type=at_least(0, HIGHEST_SEED), default=1)
    parser.add_argument("--target-error", type=a_share, default=TARGET_ERROR, help="among auto-routed (%(default)s)")
    parser.add_argument("--name", type=a_name, default="signalbox-classifier", help="name in the manifest")
    parser.add_argument("--notes", type=Path, help="Markdown for the model card: what the model was compared with")
    parser.add_argument("--no-clean", action="store_true", help=AS_THEY_CAME_HELP)
    parser.add_argument("--runs", type=Path, default=REPOSITORY / "runs", help="where unfinished runs are kept")
    options = parser.parse_args(arguments)
    options.bases = options.bases or [ALL_MINILM]
    if len(set(options.bases)) < len(options.bases):
        parser.error("--base: each encoder once; several runs of one are --soup")
    if len(options.bases) > 1 and (options.soup or 1) > 1:
        parser.error("--soup averages the weights of one --base; there are several")
    return options
