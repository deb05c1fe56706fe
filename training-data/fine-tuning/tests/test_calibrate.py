import numpy as np
import pytest
from scipy.stats import binom

import calibrate as calibrate_module
from calibrate import (
    Scores,
    calibrate,
    choose_threshold,
    error_lower_bound,
    error_upper_bound,
    fewest_accepted,
    fit_outside,
    fit_scores,
    fit_temperature,
    outside_scores,
    probabilities,
    sample_sizes,
    stricter_thresholds,
    temperature_caution,
)


def test_the_bound_is_clopper_pearson():
    assert error_upper_bound(0, 149) == pytest.approx(1 - 0.05 ** (1 / 149))
    assert error_upper_bound(12, 1000) == pytest.approx(0.0194, abs=2e-4)
    assert error_upper_bound(0, 0) == 1.0
    # The rate at which so many errors or more would be seen once in twenty times.
    assert binom.sf(9, 60, error_lower_bound(10, 60)) == pytest.approx(0.05)
    assert error_lower_bound(0, 60) == 0.0


def test_the_bound_holds_about_95_times_in_100():
    draw = np.random.default_rng(0)
    errors = draw.binomial(400, 0.03, 2000)
    assert np.mean([error_upper_bound(int(e), 400) >= 0.03 for e in errors]) >= 0.945


def test_149_tickets_without_an_error_are_the_fewest_for_two_percent():
    assert sample_sizes(0.02, 400)[:3] == [149, 236, 313]
    assert [fewest_accepted(target) for target in (0.02, 0.01, 0.005)] == [149, 299, 598]


def test_with_too_few_tickets_nothing_is_accepted():
    chosen = choose_threshold(np.linspace(0.5, 1, 100), np.zeros(100, bool), 0.02)
    assert chosen["threshold"] is None and chosen["accepted"] == 0


def test_the_threshold_lets_in_as_many_as_the_bound_allows():
    confidence = np.linspace(1, 0, 1000)
    wrong = np.arange(1000) >= 600
    chosen = choose_threshold(confidence, wrong, 0.02)
    assert chosen["errorUpperBound95"] <= 0.02
    assert 590 <= chosen["accepted"] <= 620
    everything = choose_threshold(confidence, np.zeros(1000, bool), 0.02)
    assert everything["accepted"] == 1000


def test_the_bound_beside_a_threshold_is_of_the_level_at_which_it_was_tested():
    confidence = np.linspace(1, 0, 1000)
    chosen = choose_threshold(confidence, np.arange(1000) >= 600, 0.02)
    assert chosen["level"] == 0.975
    assert chosen["errorUpperBound95"] == error_upper_bound(chosen["errors"], chosen["accepted"], 0.975)
    few = choose_threshold(confidence[:200], np.zeros(200, bool), 0.02)
    assert (few["level"], few["errorUpperBound95"]) == (0.95, error_upper_bound(0, 200))


def test_one_unlucky_error_at_the_top_does_not_forbid_everything():
    confidence = np.linspace(1, 0, 1000)
    wrong = np.zeros(1000, bool)
    wrong[3] = True
    chosen = choose_threshold(confidence, wrong, 0.02)
    assert chosen["accepted"] == 1000 and chosen["errors"] == 1


def test_when_half_is_too_much_then_the_strict_end_counts():
    confidence = np.linspace(1, 0, 1000)
    chosen = choose_threshold(confidence, np.arange(1000) >= 300, 0.02)
    assert 183 <= chosen["accepted"] <= 310 and chosen["errorUpperBound95"] <= 0.02


def test_the_threshold_keeps_its_promise_over_repetitions():
    draw = np.random.default_rng(1)
    broken = 0
    for _ in range(300):
        confidence = draw.uniform(0, 1, 600)
        wrong = draw.uniform(0, 1, 600) < (1 - confidence) * 0.2
        threshold = choose_threshold(confidence, wrong, 0.02)["threshold"]
        # The true risk above t is the mean of (1 - c) / 5 for c in [t, 1].
        broken += threshold is not None and (1 - threshold) / 10 > 0.02
    assert broken / 300 <= 0.08  # at most 5 %, and three standard errors


def random_scores(count: int, outside: int, scale: float = 1.0, seed: int = 0) -> Scores:
    draw = np.random.default_rng(seed)
    logits = draw.normal(0, 2, (count, 4))
    # Labels drawn from softmax(logits): perfectly calibrated before `scale`.
    labels = (logits + draw.gumbel(size=(count, 4))).argmax(-1)
    logits = logits * scale
    distance = draw.normal(10, 1, count)
    logits = np.concatenate([logits, draw.normal(-2, 0.1, (outside, 4))])
    distance = np.concatenate([distance, draw.normal(16, 1, outside)])
    return Scores(logits, distance, np.concatenate([labels, np.full(outside, -1)]))


def test_the_temperature_undoes_overconfidence():
    assert fit_temperature(random_scores(4000, 0, scale=3.0)) == pytest.approx(3.0, rel=0.1)


@pytest.mark.parametrize("count", [10, 40, 340])
def test_a_validation_split_that_is_all_right_does_not_make_the_model_certain(count):
    scores = random_scores(4000, 0)
    right = np.flatnonzero(scores.logits.argmax(-1) == scores.labels)[:count]
    temperature = fit_temperature(scores.take(right))
    # These are the easy ones of a model whose temperature is 1.
    assert temperature > 0.08 and temperature_caution(temperature) is None


def test_a_few_hundred_tickets_with_errors_outweigh_the_prior_on_the_temperature(monkeypatch):
    scores = random_scores(400, 0, scale=2.0)
    with_prior = fit_temperature(scores)
    monkeypatch.setattr(calibrate_module, "PRIOR_WEIGHT", 0)
    assert with_prior == pytest.approx(fit_temperature(scores), rel=0.02)


def test_a_temperature_at_a_bound_is_told():
    lost = Scores(np.tile([30.0, -30.0], (400, 1)), np.full(400, 10.0), np.ones(400, int))
    assert "as high as it may be" in temperature_caution(fit_temperature(lost))
    alike = Scores(np.tile([0.05, -0.05], (10_000, 1)), np.full(10_000, 10.0), np.zeros(10_000, int))
    assert "as low as it may be" in temperature_caution(fit_temperature(alike))


def test_tickets_that_are_one_to_the_service_are_accepted_together_or_not_at_all(monkeypatch):
    # From 0.9 up every confidence is 1 in float32 at this temperature; in float64 the wrong ones are below the others.
    margin = np.linspace(2.5, 0.9, 1000)
    wrong = margin < 1.2
    scores = Scores(np.stack([margin, 0 * margin], -1), np.full(1000, 10.0), wrong.astype(int))
    monkeypatch.setattr(calibrate_module, "fit_temperature", lambda _: 0.05)
    chosen = calibrate(fit_scores(scores), scores, ["A", "B"])["thresholds"]["global"]
    served = (probabilities(scores, 0.05).max(-1).astype(np.float32) >= (chosen["threshold"] or 2)).sum()
    # All at once are too often wrong.
    assert wrong.mean() > 0.1 and chosen["accepted"] == served == 0


def test_the_threshold_of_the_out_of_taxonomy_score_is_one_that_float32_tells_from_its_tickets():
    scores = random_scores(400, 40)
    fitted = fit_outside(scores)
    threshold = np.float32(fitted["threshold"])
    score = outside_scores(scores, fitted)
    assert float(threshold) == fitted["threshold"]
    assert np.nextafter(threshold, np.float32(0)) in np.float32(score[scores.inside])


@pytest.mark.parametrize("outside", [0, 40])
def test_the_out_of_taxonomy_score_separates_and_spares_good_tickets(outside):
    fitted = fit_outside(random_scores(400, outside))
    fresh = random_scores(400, 100, seed=1)
    score = outside_scores(fresh, fitted)
    assert score[~fresh.inside].mean() > score[fresh.inside].mean() + 0.3
    assert (score[fresh.inside] >= fitted["threshold"]).mean() <= 0.07


def test_out_of_taxonomy_tickets_count_as_errors_when_accepted():
    logits = np.tile([20.0, 0.0], (400, 1))
    sure = Scores(logits, np.full(400, 10.0), np.zeros(400, int))
    mixed = Scores(logits, np.full(400, 10.0), np.where(np.arange(400) % 10, 0, -1))
    assert calibrate(fit_scores(sure), sure, ["A", "B"])["thresholds"]["global"]["accepted"] == 400
    assert calibrate(fit_scores(sure), mixed, ["A", "B"])["thresholds"]["global"]["threshold"] is None


def sure_scores(right_of_a: np.ndarray) -> Scores:
    """1,500 tickets called A, as many called B, all of B rightly; confidence falls from the first to the last."""
    logit = np.linspace(3, 1, 1500)
    logits = np.concatenate([np.stack([logit, -logit], -1), np.stack([-logit, logit], -1)])
    labels = np.concatenate([np.where(right_of_a, 0, 1), np.ones(1500, int)])
    return Scores(logits, np.full(3000, 10.0), labels)


def test_a_category_of_many_errors_gets_a_stricter_threshold_and_never_a_looser_one():
    # Errors everywhere, so that the temperature leaves the probabilities apart from each other.
    validation = sure_scores(np.arange(1500) % 6 > 0)
    thresholds = calibrate(fit_scores(validation), sure_scores(np.arange(1500) < 1200), ["A", "B"], 0.1)["thresholds"]
    # Both together stay below 10 % with all that pass; of A alone the least sure are wrong, more than a tenth.
    assert thresholds["global"]["accepted"] == thresholds["passedOutOfTaxonomy"] > 2900
    assert thresholds["perCategory"].keys() == {"A"}
    assert thresholds["perCategory"]["A"]["threshold"] > thresholds["global"]["threshold"]
    hopeless = calibrate(fit_scores(validation), sure_scores(np.arange(1500) % 2 == 0), ["A", "B"], 0.3)["thresholds"]
    # However sure it is of A, half is wrong: nothing of it is accepted, and B is not punished.
    assert hopeless["global"]["accepted"] > 2900 and hopeless["perCategory"].keys() == {"A"}
    assert hopeless["perCategory"]["A"]["threshold"] is None


def test_a_category_without_an_error_has_no_threshold_of_its_own():
    validation = sure_scores(np.arange(1500) % 6 > 0)
    scores = sure_scores(np.ones(1500, bool))
    # The least sure ticket called B is surer than the least sure one called A, which the global threshold is.
    surer = scores.take((np.arange(3000) < 1500) | (scores.logits.max(-1) > 1.5))
    thresholds = calibrate(fit_scores(validation), surer, ["A", "B"])["thresholds"]
    assert thresholds["global"]["accepted"] > 2500 and thresholds["perCategory"] == {}


def test_a_category_is_touched_only_when_its_accepted_tickets_show_more_errors_than_the_target():
    accepted = {0: (60, range(0, 60, 6)), 1: (600, range(500, 600, 3)), 2: (100, range(0, 100, 20)), 3: (400, [])}
    predicted = np.repeat(list(accepted), [count for count, _ in accepted.values()])
    confidence = np.concatenate([np.linspace(1, 0.9, count) for count, _ in accepted.values()])
    wrong = np.concatenate([np.isin(np.arange(count), list(errors)) for count, errors in accepted.values()])
    own = dict(stricter_thresholds(predicted, confidence, wrong, 0.02))
    # Five of a hundred may be chance in one of four categories: alone it would be shown at 95 %, but not at 98.75 %.
    assert error_lower_bound(5, 100, 0.95) > 0.0195 > error_lower_bound(5, 100, 0.9875)
    assert own.keys() == {0, 1}
    assert own[0]["threshold"] is None and own[0]["byGlobalThreshold"] == {"accepted": 60, "errors": 10}
    assert own[1]["threshold"] > 0.9 and own[1]["accepted"] > 490 and own[1]["errorUpperBound95"] <= 0.02


def test_when_no_calibration_ticket_passes_then_nothing_is_accepted():
    validation = random_scores(2, 0)
    foreign = Scores(np.zeros((30, 4)), np.full(30, 1e6), np.zeros(30, int))
    made = calibrate(fit_scores(validation), foreign, ["A", "B", "C", "D"])
    assert made["thresholds"]["global"]["threshold"] is None and made["riskCoverage"] == []
