"""Turn raw scores into probabilities and choose which of them may be trusted alone.

Everything here reads the scores of the exported int8 graph, because those are what the service sees.

- The validation split fits the temperature, the out-of-taxonomy score and its threshold.
- The calibration split, which no part of the score was fitted on, chooses the confidence thresholds. The error bound
  holds for a score and a recipe that were fixed before the tickets that test it were looked at.
- Out-of-taxonomy tickets of the calibration split count as errors when they would be accepted.
- A category that shows itself worse than the target there is accepted from a stricter threshold on, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, logsumexp
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression

from options import TARGET_ERROR
from prepare import OUT_OF_TAXONOMY

CONFIDENCE = 0.95
GOOD_TICKETS_TO_REVIEW = 0.03
"""Share of in-taxonomy validation tickets that the out-of-taxonomy score may send to review."""
TEMPERATURES = (0.05, 20.0)
PRIOR_WEIGHT = 1.0
"""Of a gamma prior on 1/temperature whose mode is 1: 95 % of its temperatures lie from 0.18 to 4.1. On Meridian's
validation tickets it counts for as much as three of them."""
METHOD = (
    "fixed-sequence testing, 95 % as a whole, by one-sided Clopper-Pearson bounds at the level of the sequence; "
    "out-of-taxonomy tickets count as errors"
)
FEWEST_OUTSIDE = 8
"""With fewer out-of-taxonomy tickets than this a fitted score would follow single tickets."""


@dataclass(frozen=True)
class Scores:
    """Outputs of the graph for one split. labels: [tickets] int, -1 out of taxonomy."""

    logits: np.ndarray
    distance: np.ndarray
    labels: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        return self.labels != OUT_OF_TAXONOMY

    def take(self, mask: np.ndarray) -> Scores:
        return Scores(self.logits[mask], self.distance[mask], self.labels[mask])

    @property
    def log_sum_exp(self) -> np.ndarray:
        return logsumexp(self.logits.astype(np.float64), axis=-1)


def as_served(values: np.ndarray) -> np.ndarray:
    """Rounded to float32, which is what the service compares with thresholds (`service/classify/onnx-worker.ts`).

    Near 1 it cannot tell what float64 can. A threshold that parts tickets which are one to the service would there let
    in all of them, those too that it was chosen to keep out. Rounding here, rather than more digits there, also hides
    the last bits in which the exponential functions of the two languages differ.
    """
    return values.astype(np.float32).astype(np.float64)


def probabilities(scores: Scores, temperature: float) -> np.ndarray:
    logits = scores.logits.astype(np.float64)
    # In the order of the service's operations (`calibrate-scores.ts`).
    weights = np.exp((logits - logits.max(-1, keepdims=True)) / temperature)
    return as_served(weights / weights.sum(-1, keepdims=True))


def outside_scores(scores: Scores, fitted: dict) -> np.ndarray:
    """Out-of-taxonomy score in [0, 1]; see `outOfTaxonomy` of calibration.json."""
    distance = scores.distance.astype(np.float64)
    linear = fitted["bias"] + fitted["distance"] * distance + fitted["logSumExp"] * scores.log_sum_exp
    return as_served(expit(linear))


def fit_temperature(scores: Scores) -> float:
    """The likeliest temperature by the in-taxonomy tickets and a prior that a few hundred of them outweigh.

    By the tickets alone, a few that are all right would make every confidence 1: nothing they say forbids it. The prior
    is one on 1/temperature, so that certainty costs in proportion, as it does with tickets that are wrong.
    """
    logits, labels = scores.logits[scores.inside].astype(np.float64), scores.labels[scores.inside]

    def loss(log_temperature: float) -> float:
        scaled = log_softmax(logits / np.exp(log_temperature), axis=-1)
        prior = PRIOR_WEIGHT * (np.exp(-log_temperature) + log_temperature)
        return prior - scaled[np.arange(len(labels)), labels].sum()

    return float(np.exp(minimize_scalar(loss, bounds=np.log(TEMPERATURES), method="bounded").x))


def temperature_caution(temperature: float) -> str | None:
    """What to tell the user when the temperature is as far as the search goes; None when it lies between."""
    lowest, highest = TEMPERATURES
    if lowest * 1.01 < temperature < highest / 1.01:
        return None
    found = "low" if temperature < 1 else "high"
    return (
        f"The temperature is {temperature:.3f}, as {found} as it may be: the validation tickets do not tell how sure "
        "the model should be, so its confidences say little. Give more validation tickets, hard ones among them."
    )


def fit_outside(scores: Scores) -> dict:
    """Logistic regression on distance and logsumexp when there are out-of-taxonomy tickets to learn from.

    Without them the score grows with both deviations from the in-taxonomy tickets, in standard deviations.
    """
    features = np.stack([scores.distance, scores.log_sum_exp], -1).astype(np.float64)
    inside = features[scores.inside]
    centre = inside.mean(0)
    # Two or three tickets may have next to no spread, and then every other one would look foreign.
    spread = np.maximum(inside.std(0), 1e-2 * np.abs(centre) + 1e-9)
    outside_count = int((~scores.inside).sum())
    if outside_count >= FEWEST_OUTSIDE:
        model = LogisticRegression(class_weight="balanced").fit((features - centre) / spread, ~scores.inside)
        weights, bias = model.coef_[0], model.intercept_[0]
        fitted_on = f"{outside_count} out-of-taxonomy and {len(inside)} other validation tickets"
    else:
        weights, bias = np.array([1.0, -1.0]), -4.0
        fitted_on = f"the {len(inside)} in-taxonomy validation tickets alone"
    weights = weights / spread
    fitted = {
        "bias": float(bias - weights @ centre),
        "distance": float(weights[0]),
        "logSumExp": float(weights[1]),
    }
    good = outside_scores(scores, fitted)[scores.inside]
    # The next larger float32, because a score *at* the threshold goes to review.
    highest = np.quantile(good, 1 - GOOD_TICKETS_TO_REVIEW, method="higher")
    threshold = np.nextafter(np.float32(highest), np.float32(2))
    return fitted | {"threshold": float(min(1.0, threshold)), "fittedOn": fitted_on}


def good_sent_to_review(scores: Scores, fitted: dict) -> float:
    """Share of the in-taxonomy tickets that the out-of-taxonomy score keeps from being routed."""
    return float((outside_scores(scores, fitted)[scores.inside] >= fitted["threshold"]).mean())


def error_upper_bound(errors: int, accepted: int, level: float = CONFIDENCE) -> float:
    """One-sided Clopper-Pearson bound on the error among accepted tickets; 1 when nothing is accepted."""
    if accepted == 0 or errors >= accepted:
        return 1.0
    return float(beta.ppf(level, errors + 1, accepted - errors))


def error_lower_bound(errors: int, accepted: int, level: float = CONFIDENCE) -> float:
    """One-sided Clopper-Pearson bound on the error among accepted tickets; 0 when none of them is wrong."""
    return float(beta.ppf(1 - level, errors, accepted - errors + 1)) if errors else 0.0


def sample_sizes(target: float, available: int, level: float = CONFIDENCE) -> list[int]:
    """The smallest numbers of accepted tickets at which 0, 1, 2… errors still keep the bound below `target`."""
    sizes: list[int] = []
    for size in range(1, available + 1):
        if error_upper_bound(len(sizes), size, level) <= target:
            sizes.append(size)
    return sizes


def fewest_accepted(target: float) -> int:
    """With fewer accepted tickets than this not even a faultless model can be shown to stay below `target`."""
    return int(np.ceil(np.log(1 - CONFIDENCE) / np.log1p(-target)))


def choose_threshold(confidence: np.ndarray, wrong: np.ndarray, target: float) -> dict:
    """Fixed-sequence testing (Learn Then Test): thresholds from strict to loose, until one cannot be shown to hold.

    confidence, wrong: one entry for each ticket that the out-of-taxonomy score lets pass. A sequence is fixed by the
    confidences alone, never by the labels.

    One unlucky error among the 149 most confident tickets would end a sequence that begins there, whatever follows: in
    simulations a good model was then forbidden everything one time in three. So with enough tickets there are two
    sequences, each at half the risk. The first begins at half of the tickets, where one error weighs less, and goes on
    in steps of a hundredth; the second, which counts when the first shows nothing, takes the numbers of `sample_sizes`
    from the strictest up to that half.
    """
    order = np.argsort(-confidence, kind="stable")
    half = len(order) // 2
    halved = 1 - (1 - CONFIDENCE) / 2
    sizes = sample_sizes(target, len(order), halved)
    if sizes and half >= sizes[0]:
        loose = [*range(half, len(order), max(1, len(order) // 100)), len(order)]
        strict = [size for size in sizes if size < half]
        sequences = [(loose, halved), (strict, halved)]
    else:
        sizes = sample_sizes(target, len(order))
        # The last step takes everything, so that a model without errors may accept all.
        sequences = [([*sizes, len(order)] if sizes else [], CONFIDENCE)]
    for steps, level in sequences:
        chosen = last_that_holds(steps, order, confidence, wrong, target, level)
        if chosen["threshold"] is not None:
            break
    return chosen


def last_that_holds(
    steps: list[int], order: np.ndarray, confidence: np.ndarray, wrong: np.ndarray, target: float, level: float
) -> dict:
    """`level` is that of the sequence, and of the bound beside it; the choice as a whole is shown at `CONFIDENCE`."""
    chosen = {"threshold": None, "accepted": 0, "errors": 0, "errorUpperBound95": 1.0, "level": level}
    for size in steps:
        threshold = float(confidence[order[size - 1]])
        accepted = confidence >= threshold
        errors, count = int(wrong[accepted].sum()), int(accepted.sum())
        bound = error_upper_bound(errors, count, level)
        if bound > target:
            break
        chosen |= {"threshold": threshold, "accepted": count, "errors": errors, "errorUpperBound95": bound}
    return chosen


def stricter_thresholds(
    predicted: np.ndarray, confidence: np.ndarray, wrong: np.ndarray, target: float
) -> Iterator[tuple[int, dict]]:
    """(category, its own threshold or none) where the tickets accepted by the global threshold show too many errors.

    To accept fewer is not safe by itself: without its best tickets the rest is worse. So a category is touched only
    where its error is shown to exceed the target, and keeps at most what is shown to be within it. Then what it loses
    has more errors than the target, and if all together are within the target, so is what is left. That a category is
    touched wrongly has a chance of at most 5 % over all of them (Bonferroni), beside the 5 % of the global threshold
    and those of each threshold of its own.
    """
    categories = np.unique(predicted)
    for index in categories:
        of_category = predicted == index
        errors, accepted = int(wrong[of_category].sum()), int(of_category.sum())
        if error_lower_bound(errors, accepted, 1 - (1 - CONFIDENCE) / len(categories)) > target:
            own = choose_threshold(confidence[of_category], wrong[of_category], target)
            yield index, own | {"byGlobalThreshold": {"accepted": accepted, "errors": errors}}


def risk_coverage(confidence: np.ndarray, wrong: np.ndarray, total: int) -> list[dict]:
    """At most 101 points from strict to loose; coverage is the accepted share of all `total` tickets."""
    order = np.argsort(-confidence, kind="stable")
    points: list[dict] = []
    if len(order) == 0:
        return points
    for size in np.unique(np.linspace(1, len(order), 101).astype(int)):
        threshold = float(confidence[order[size - 1]])
        accepted = confidence >= threshold
        points.append(
            {
                "threshold": threshold,
                "coverage": float(accepted.sum() / total),
                "risk": float(wrong[accepted].mean()),
            }
        )
    return points


def fit_scores(validation: Scores) -> dict:
    """What turns the graph's outputs into probabilities and an out-of-taxonomy score: part of calibration.json."""
    return {"temperature": fit_temperature(validation), "outOfTaxonomy": fit_outside(validation)}


def calibrate(fitted: dict, calibration: Scores, codes: list[str], target: float = TARGET_ERROR) -> dict:
    """The content of calibration.json (see service/contracts/model-manifest.ts); fitted: that of `fit_scores`."""
    temperature, outside = fitted["temperature"], fitted["outOfTaxonomy"]
    chances = probabilities(calibration, temperature)
    predicted, confidence = chances.argmax(-1), chances.max(-1)
    passed = outside_scores(calibration, outside) < outside["threshold"]
    wrong = predicted != calibration.labels

    chosen = choose_threshold(confidence[passed], wrong[passed], target)
    accepted = passed & (confidence >= (np.inf if chosen["threshold"] is None else chosen["threshold"]))
    per_category = {
        codes[index]: own
        for index, own in stricter_thresholds(predicted[accepted], confidence[accepted], wrong[accepted], target)
    }
    return {
        "schemaVersion": 1,
        "temperature": temperature,
        "outOfTaxonomy": outside,
        "thresholds": {
            "targetError": target,
            "method": METHOD,
            "tested": len(wrong),
            "passedOutOfTaxonomy": int(passed.sum()),
            "global": chosen,
            "perCategory": per_category,
        },
        "riskCoverage": risk_coverage(confidence[passed], wrong[passed], len(wrong)),
    }
