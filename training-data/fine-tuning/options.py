"""Types of command-line options: a wrong value is refused with what is possible, before anything is computed."""

from __future__ import annotations

import argparse
import math

ALL_MINILM = "sentence-transformers/all-MiniLM-L6-v2"
BGE_SMALL = "BAAI/bge-small-en-v1.5"
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


def at_least(least: int):
    def whole_number(text: str) -> int:
        value = _number(text)
        if value != int(value) or value < least:
            raise argparse.ArgumentTypeError(f"{text} must be a whole number from {least} up")
        return int(value)

    return whole_number


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
