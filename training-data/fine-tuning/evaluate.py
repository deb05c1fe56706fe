"""The metrics of `signalbox evaluate --json`, from the scores of the exported graph."""

from __future__ import annotations

import itertools

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_fscore_support, roc_auc_score

from calibrate import Scores, error_upper_bound, outside_scores, probabilities
from prepare import Examples, by_unseen_writers

ECE_BINS = 15
FEWEST_UNSEEN = 100
"""With fewer tickets of unseen writers than this their metrics would say nothing."""


def expected_calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = ECE_BINS) -> float:
    """ECE with equal-mass bins: |mean confidence - accuracy| of each bin, weighted by its size."""
    # Tickets of one confidence cannot be told apart: each counts as right as they all are, whatever their order.
    _, tied, sizes = np.unique(confidence, return_inverse=True, return_counts=True)
    right = (np.bincount(tied, weights=right) / sizes)[tied]
    gaps = [len(part) * abs(confidence[part].mean() - right[part].mean()) for part in equal_mass_bins(confidence, bins)]
    return float(sum(gaps) / len(confidence))


def equal_mass_bins(confidence: np.ndarray, bins: int = ECE_BINS) -> list[np.ndarray]:
    """Indices by rising confidence, divided where `signalbox evaluate` divides them."""
    order = np.argsort(confidence, kind="stable")
    ends = np.arange(bins + 1) * len(order) // bins
    return [order[start:end] for start, end in itertools.pairwise(ends) if end > start]


def accepts(scores: Scores, calibration: dict, codes: list[str]) -> np.ndarray:
    """Boolean [tickets]: would the policy route this ticket without asking anybody?"""
    chances = probabilities(scores, calibration["temperature"])
    thresholds = calibration["thresholds"]
    of_code = [thresholds["perCategory"].get(code, thresholds["global"])["threshold"] for code in codes]
    # No threshold means that nothing may be accepted; no probability reaches 2.
    needed = np.array([2.0 if threshold is None else threshold for threshold in of_code])[chances.argmax(-1)]
    outside = calibration["outOfTaxonomy"]
    return (chances.max(-1) >= needed) & (outside_scores(scores, outside) < outside["threshold"])


def evaluate(scores: Scores, calibration: dict, codes: list[str]) -> dict:
    """Metrics over the tickets with a label, by top choice; out-of-taxonomy tickets count in `outOfTaxonomy` only."""
    chances = probabilities(scores, calibration["temperature"])
    inside, accepted = scores.inside, accepts(scores, calibration, codes)
    if not inside.any():
        raise ValueError("no ticket has a category, so there is nothing to compare with")
    p, labels, predicted = chances[inside], scores.labels[inside], chances[inside].argmax(-1)
    right = predicted == labels
    one_hot = np.eye(len(codes))[labels]
    precision, recall, f1, support = precision_recall_fscore_support(
        labels, predicted, labels=range(len(codes)), zero_division=0
    )
    used = np.flatnonzero((support > 0) | (np.bincount(predicted, minlength=len(codes)) > 0))
    accepted_inside = accepted[inside]
    errors, auto = int((~right)[accepted_inside].sum()), int(accepted_inside.sum())
    confusion: dict[str, dict[str, int]] = {}
    for truth, choice in zip(labels, predicted, strict=True):
        row = confusion.setdefault(codes[truth], {})
        row[codes[choice]] = row.get(codes[choice], 0) + 1
    return {
        "n": int(inside.sum()),
        "accuracy": float(right.mean()),
        "macroF1": float(f1[used].mean()),
        "ece": expected_calibration_error(p.max(-1), right),
        "eceBins": f"{ECE_BINS} of equal mass",
        "nll": float(-np.log(np.clip(p[np.arange(len(labels)), labels], 1e-12, 1)).mean()),
        "brier": float(((p - one_hot) ** 2).sum(-1).mean()),
        "auto": {
            "n": auto,
            "coverage": auto / len(labels),
            "accuracy": None if auto == 0 else 1 - errors / auto,
            "errorUpperBound95": error_upper_bound(errors, auto),
            "all": _accepted_of_all(chances.argmax(-1) != scores.labels, accepted),
        },
        "outOfTaxonomy": _outside_metrics(scores, calibration, accepted),
        "perCategory": {
            codes[i]: {
                "support": int(support[i]),
                "precision": float(precision[i]),
                "recall": float(recall[i]),
                "f1": float(f1[i]),
            }
            for i in range(len(codes))
        },
        "confusion": confusion,
    }


def _accepted_of_all(wrong: np.ndarray, accepted: np.ndarray) -> dict:
    """As the guarantee counts: over all tickets, where one out of taxonomy is an error when it is accepted."""
    n, errors = int(accepted.sum()), int(wrong[accepted].sum())
    return {"n": n, "errors": errors, "errorUpperBound95": error_upper_bound(errors, n)}


def evaluate_splits(
    scores: dict[str, Scores], examples: dict[str, Examples], calibration: dict, codes: list[str]
) -> dict[str, dict]:
    """Metrics by split, and over the calibration tickets of writers who wrote nothing in train, where there are enough.

    The other splits chose score and threshold, so an error bound computed from them would flatter: test alone has one.
    """
    metrics = {split: evaluate(part, calibration, codes) for split, part in scores.items()}
    unseen = by_unseen_writers(examples)
    if (examples["calibration"].inside & unseen).sum() >= FEWEST_UNSEEN:
        writers = {ticket.record["writer"] for ticket in examples["calibration"].take(unseen).tickets}
        metrics["unseenWriters"] = {
            "writers": sorted(writers),
            **evaluate(scores["calibration"].take(unseen), calibration, codes),
        }
    for name, measured in metrics.items():
        if name != "test":
            for counted in (measured["auto"], measured["auto"]["all"]):
                del counted["errorUpperBound95"]
    return metrics


def _outside_metrics(scores: Scores, calibration: dict, accepted: np.ndarray) -> dict:
    outside = ~scores.inside
    if not outside.any():
        return {"n": 0, "auroc": None, "auprc": None, "reviewed": None}
    score = outside_scores(scores, calibration["outOfTaxonomy"])
    return {
        "n": int(outside.sum()),
        "auroc": float(roc_auc_score(outside, score)),
        "auprc": float(average_precision_score(outside, score)),
        "reviewed": float((~accepted[outside]).mean()),
    }


def calibration_noise(confidence: np.ndarray, rounds: int = 1000) -> float:
    """The ECE that a perfectly calibrated model stays below in 95 % of test splits with these confidences; seeded."""
    random = np.random.default_rng(1)
    draws = (random.random(len(confidence)) < confidence for _ in range(rounds))
    return float(np.quantile([expected_calibration_error(confidence, right) for right in draws], 0.95))


def wilson_interval(right: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if n == 0:
        return 0.0, 1.0
    share = right / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return float(centre - half), float(centre + half)


def bootstrap_interval(labels: np.ndarray, predicted: np.ndarray, statistic, rounds: int = 1000) -> tuple[float, float]:
    """95 % percentile bootstrap over tickets, seeded."""
    random = np.random.default_rng(1)
    draws = (random.integers(0, len(labels), len(labels)) for _ in range(rounds))
    values = [statistic(labels[draw], predicted[draw]) for draw in draws]
    return float(np.quantile(values, 0.025)), float(np.quantile(values, 0.975))
