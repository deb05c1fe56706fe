import numpy as np
import pytest

from calibrate import Scores
from evaluate import bootstrap_interval, evaluate, expected_calibration_error, wilson_interval

CALIBRATION = {
    "temperature": 1.0,
    "outOfTaxonomy": {"bias": -10.0, "distance": 1.0, "logSumExp": 0.0, "threshold": 0.5},
    "thresholds": {"global": {"threshold": 0.9}, "perCategory": {"B": {"threshold": None}}},
}


def test_ece_uses_bins_of_equal_mass():
    confidence = np.array([0.6] * 10 + [0.9] * 10)
    right = np.array([True] * 5 + [False] * 5 + [True] * 10)
    assert expected_calibration_error(confidence, right, bins=2) == pytest.approx((0.1 + 0.1) / 2)


def test_ece_is_that_of_the_service():
    # The same tickets stand in test/evaluate/metrics.test.ts: 47 do not divide into 15 bins, and pairs are tied.
    number = np.arange(47)
    ece = expected_calibration_error(0.5 + number // 2 * 0.02, number % 3 != 0)
    assert ece == pytest.approx(0.168510638297872, abs=1e-12)


def test_metrics_count_labelled_tickets_and_keep_out_of_taxonomy_apart():
    sure_a, sure_b, unsure = [9.0, 0.0], [0.0, 9.0], [0.1, 0.0]
    scores = Scores(
        np.array([sure_a, sure_a, unsure, sure_b, sure_a, sure_a]),
        np.array([1.0, 1.0, 1.0, 1.0, 30.0, 1.0]),
        np.array([0, 1, 0, 1, -1, -1]),
    )
    metrics = evaluate(scores, CALIBRATION, ["A", "B"])
    assert metrics["n"] == 4
    assert metrics["accuracy"] == 0.75
    # Accepted: the first two; `unsure` is below 0.9 and nothing may be accepted for B.
    # Of all six the out-of-taxonomy ticket that looks like A is accepted as well, and counts as an error.
    assert metrics["auto"] == {
        "n": 2,
        "coverage": 0.5,
        "accuracy": 0.5,
        "errorUpperBound95": pytest.approx(0.9747, abs=1e-4),
        "all": {"n": 3, "errors": 2, "errorUpperBound95": pytest.approx(0.9830, abs=1e-4)},
    }
    assert metrics["outOfTaxonomy"]["n"] == 2
    assert metrics["outOfTaxonomy"]["reviewed"] == 0.5
    assert metrics["confusion"] == {"A": {"A": 2}, "B": {"A": 1, "B": 1}}
    assert metrics["perCategory"]["A"] == {
        "support": 2,
        "precision": pytest.approx(2 / 3),
        "recall": 1.0,
        "f1": pytest.approx(0.8),
    }


def test_intervals_hold_the_estimate():
    low, high = wilson_interval(90, 100)
    assert low == pytest.approx(0.8256, abs=1e-3) and high == pytest.approx(0.9448, abs=1e-3)
    labels = np.arange(100) % 2
    low, high = bootstrap_interval(labels, labels, lambda y, p: float((y == p).mean()))
    assert low == high == 1.0
