"""Types of command-line options: a wrong value is refused with what is possible, before anything is computed."""

from __future__ import annotations

import argparse
import math


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


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return value
