"""Types of command-line options: a wrong value is refused with what is possible, before anything is computed."""

from __future__ import annotations

import argparse
import math

ALL_MINILM = "sentence-transformers/all-MiniLM-L6-v2"
BGE_SMALL = "BAAI/bge-small-en-v1.5"
HIGHEST_SEED = 2**32 - 1
"""What is computed from a seed, a thousand of it and more, is one of PyTorch still."""
MOST_TOKENS = 8192
"""The service reads no model of more (`service/contracts/model-manifest.ts`)."""
SHARES = {"train": 0.60, "validation": 0.10, "calibration": 0.15, "test": 0.15}
TARGET_ERROR = 0.02


def a_share(text: str) -> float:
    """A number between 0 and 1, both excluded."""
    value = _number(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} must lie between 0 and 1, as 0.02 for 2 %")
    return value


def zero_or_a_share(text: str) -> float:
    """A number from 0 up to 1, the latter excluded."""
    value = _number(text)
    if not 0 <= value < 1:
        raise argparse.ArgumentTypeError(f"{text} must be at least 0 and below 1, as 0.05 for 5 %")
    return value


def above_zero(text: str) -> float:
    value = _number(text)
    if value <= 0:
        raise argparse.ArgumentTypeError(f"{text} must be greater than 0")
    return value


def at_least(least: int, most: int | None = None):
    def whole_number(text: str) -> int:
        value = _number(text)
        if value != int(value) or value < least or (most is not None and value > most):
            to = "up" if most is None else f"to {most}"
            raise argparse.ArgumentTypeError(f"{text} must be a whole number from {least} {to}")
        return int(value)

    return whole_number


def a_name(text: str) -> str:
    """A text that says something and that a file can hold: the service reads no model without a name."""
    if not text.strip() or not text.isprintable():
        raise argparse.ArgumentTypeError(f"{text!r} is no name; write some printable characters")
    return text


def read_shares(text: str) -> dict[str, float]:
    """`60/10/15/15` → share by split, in the order of SHARES."""
    try:
        numbers = [float(part) for part in text.split("/")]
    except ValueError:
        numbers = []
    if len(numbers) != len(SHARES) or not all(0 <= n < math.inf for n in numbers) or sum(numbers) <= 0:
        raise argparse.ArgumentTypeError(f"write {len(SHARES)} numbers as in 60/10/15/15 ({', '.join(SHARES)})")
    return {split: number / sum(numbers) for split, number in zip(SHARES, numbers, strict=True)}


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return value
