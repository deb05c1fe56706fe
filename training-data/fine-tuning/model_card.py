"""README.md and the two figures of a released model."""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from sklearn.metrics import f1_score

from calibrate import CONFIDENCE, GOOD_TICKETS_TO_REVIEW, Scores, fewest_accepted, probabilities, temperature_caution
from evaluate import ECE_BINS, bootstrap_interval, calibration_noise, equal_mass_bins, wilson_interval
from quantise import MIGRATION
from tickets import SPLITS


def write_figures(folder: Path, scores: Scores, calibration: dict, codes: list[str]) -> None:
    chances = probabilities(scores, calibration["temperature"])[scores.inside]
    labels, predicted = scores.labels[scores.inside], chances.argmax(-1)
    _confusion_figure(folder / "confusion.png", labels, predicted, codes)
    _reliability_figure(folder / "reliability.png", chances.max(-1), predicted == labels)


def _confusion_figure(path: Path, labels: np.ndarray, predicted: np.ndarray, codes: list[str]) -> None:
    counts = np.zeros((len(codes), len(codes)))
    np.add.at(counts, (labels, predicted), 1)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    size = min(12.0, 3 + 0.28 * len(codes))
    figure, axes = plt.subplots(figsize=(size, size))
    axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    if len(codes) <= 40:
        axes.set_xticks(range(len(codes)), codes, rotation=90, fontsize=7)
        axes.set_yticks(range(len(codes)), codes, fontsize=7)
        for row, column in np.argwhere(counts > 0):
            colour = "white" if shares[row, column] > 0.5 else "black"
            axes.text(column, row, int(counts[row, column]), ha="center", va="center", fontsize=6, color=colour)
    axes.set(xlabel="predicted", ylabel="label", title="Test split: tickets by label and prediction")
    figure.savefig(path, dpi=90, bbox_inches="tight")
    plt.close(figure)


def _reliability_figure(path: Path, confidence: np.ndarray, right: np.ndarray) -> None:
    parts = equal_mass_bins(confidence)
    mean = np.array([confidence[part].mean() for part in parts])
    share = np.array([right[part].mean() for part in parts])
    bounds = [wilson_interval(int(right[part].sum()), len(part)) for part in parts]
    below = np.maximum(share - [low for low, _ in bounds], 0)
    above = np.maximum([high for _, high in bounds] - share, 0)
    figure, axes = plt.subplots(figsize=(4.5, 4.5))
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.errorbar(mean, share, yerr=[below, above], fmt="o", markersize=4, capsize=2)
    axes.set(xlabel="mean confidence", ylabel="accuracy", title=f"Test split, {len(parts)} bins of equal mass")
    axes.set(xlim=(0, 1.02), ylim=(0, 1.02))
    figure.savefig(path, dpi=90, bbox_inches="tight")
    plt.close(figure)


def write_model_card(path: Path, manifest: dict, calibration: dict, metrics: dict[str, dict], scores: Scores) -> None:
    test = metrics["test"]
    chances = probabilities(scores, calibration["temperature"])[scores.inside]
    labels, predicted = scores.labels[scores.inside], chances.argmax(-1)
    right = int((labels == predicted).sum())
    accuracy = wilson_interval(right, len(labels))
    macro = bootstrap_interval(labels, predicted, lambda y, p: f1_score(y, p, average="macro", zero_division=0))
    auto, outside = test["auto"], test["outOfTaxonomy"]
    chosen = calibration["thresholds"]["global"]
    measured_on = manifest.get("calibratedOn")
    # Before the counts stood there, `calibratedOn` was a hash.
    held_out = measured_on if isinstance(measured_on, dict) else manifest["data"]
    counts = {
        split: sum((manifest["data"] if split == "train" else held_out)["counts"][split].values()) for split in SPLITS
    }
    pairs = held_out.get("pairsAcrossSplits")
    sections = [
        f"# {manifest['name']} {manifest['version']}",
        f"Sorts a support ticket into one of {len(manifest['labels'])} categories of taxonomy "
        f"{manifest['taxonomy']['version']}, says how sure it is, and how much the ticket resembles nothing it knows. "
        f"Made {manifest['created']} from `{manifest['base']}` ({_method(manifest)}"
        f"{'; then trained once more, with the validation tickets' if is_refit(manifest) else ''}).",
        "## Numbers on the test split",
        "Scored by the released int8 graph. The intervals are 95 %.",
        "| metric | value | interval |\n|---|---|---|\n"
        f"| accuracy | {test['accuracy']:.4f} ({right} of {test['n']}) | {_range(accuracy)} (Wilson) |\n"
        f"| macro-F1 | {test['macroF1']:.4f} | {_range(macro)} (bootstrap) |\n"
        f"| ECE, {ECE_BINS} equal-mass bins | {test['ece']:.4f} "
        f"| {calibration_noise(chances.max(-1)):.4f} would still be noise (95 %) |\n"
        f"| negative log-likelihood | {test['nll']:.4f} | |\n"
        f"| Brier | {test['brier']:.4f} | |\n"
        f"| routed without asking: coverage | {auto['coverage']:.4f} ({auto['n']} of {test['n']}) "
        f"| {_range(wilson_interval(auto['n'], test['n']))} (Wilson) |\n"
        f"| … and accuracy among them | {_optional(auto['accuracy'])} "
        f"| error at most {auto['errorUpperBound95']:.4f} (Clopper-Pearson, one-sided) |\n"
        f"| … with accepted tickets out of taxonomy as errors | {auto['all']['errors']} of {auto['all']['n']} wrong "
        f"| error at most {auto['all']['errorUpperBound95']:.4f} |\n"
        f"| out of taxonomy ({outside['n']} tickets): AUROC / AUPRC "
        f"| {_optional(outside['auroc'])} / {_optional(outside['auprc'])} | |\n"
        f"| … share not routed automatically | {_optional(outside['reviewed'])} | |",
        "![confusion](confusion.png) ![reliability](reliability.png)",
        "## By category (test)",
        _category_table(test["perCategory"]),
        *_unseen_section(metrics.get("unseenWriters")),
        "## Calibration",
        f"Temperature {calibration['temperature']:.3f}, the out-of-taxonomy score "
        f"(fitted on {calibration['outOfTaxonomy']['fittedOn']}) and its threshold come from the validation split"
        f"{_first_model(manifest)}. "
        "The confidence threshold comes from the calibration split "
        f"({calibration['thresholds']['tested']} tickets with a letter or digit), by fixed-sequence testing, 95 % as a "
        f"whole{_level(chosen)}, with one-sided Clopper-Pearson bounds on the error among accepted tickets; "
        "out-of-taxonomy tickets count as errors when accepted. "
        + _threshold_sentence(chosen, calibration["thresholds"]["targetError"])
        + _category_sentences(calibration["thresholds"]["perCategory"]),
        "## Data",
        "Tickets: " + ", ".join(f"{split} {count}" for split, count in counts.items()) + "; "
        f"{manifest['data']['taxonomySentences']} sentences of the taxonomy were read along with train"
        f"{', and in the second training those of validation' if is_refit(manifest) else ''}. "
        f"SHA-256 of splits, texts and labels: `{manifest['data']['sha256']}` at the training"
        + (f", `{held_out['sha256']}` at the calibration" if held_out is not manifest["data"] else "")
        + ". Counts by label are in manifest.json."
        + (f" **{pairs} pairs of near-duplicates, or of one situation, stand in two splits.**" if pairs else ""),
        "## How it was made",
        f"Settings: `{manifest['hyperParameters']}`. Code: {_code(manifest['code'])}. "
        "Libraries: " + ", ".join(f"{name} {version}" for name, version in manifest["libraries"].items()) + ". "
        "Weights are int8 by column, activations int8 by token: a ticket's scores do not depend on its batch mates. "
        + _agreement_sentences(manifest["export"]),
        _history_table(manifest),
        *([manifest["notes"]] if manifest.get("notes") else []),
        "## Limits",
        f"- It knows the tickets of the train split and their language; text beyond {manifest['maxTokens']} tokens is "
        "cut in the middle of the body.\n"
        "- The error bound holds for tickets like those of the calibration split, with the same share of "
        "out-of-taxonomy tickets; when the stream drifts, calibrate again. It takes tickets as independent of each "
        "other; where the errors of one writer or customer come together, the truth can lie further from it than 95 % "
        "says. And it takes the recipe as chosen without these tickets. The default settings were chosen by comparing "
        "runs on Meridian's validation and calibration tickets together: for Meridian's own model the bound leaves out "
        "what that choice flatters, which was not measured.\n"
        "- Calibration tickets in a language that the policy does not support count like the others, and the service "
        "sends such tickets to people: where they are many, the bound is shown for others than those routed.\n"
        + _uncleaned_limit(manifest)
        + "- A category with few test tickets has a wide interval: see the support column."
        + (f"\n- {caution}" if (caution := temperature_caution(calibration["temperature"])) else ""),
    ]
    path.write_text("\n\n".join(sections) + "\n", encoding="utf-8")


def _uncleaned_limit(manifest: dict) -> str:
    if manifest.get("cleaned", True):
        return ""
    return (
        "- It was trained and calibrated on subject and body as they came (`--no-clean`). The service cleans what it "
        "reads, so neither the confidences nor the error bound are shown for what is served there.\n"
    )


def is_refit(manifest: dict) -> bool:
    """Whether the model has learnt the validation tickets too. Manifests from before there were refits do not say."""
    return bool(manifest["hyperParameters"].get("refit"))


def told(by_split: dict[str, dict]) -> str:
    return ", ".join(f"{counts['different']} of {counts['tickets']} {split}" for split, counts in by_split.items())


def _agreement_sentences(agreement: dict) -> str:
    # Manifests from before all splits were compared know the share of the test tickets alone.
    share = f"{agreement['disagreement']:.2%} of the test tickets"
    compared = told(agreement["bySplit"]) + " tickets" if "bySplit" in agreement else share
    return (
        f"When it was released it differed from PyTorch in the category of {compared}. How much of the activations' "
        f"range the weights take over ({MIGRATION}) is, of three constants, the one that changed the fewest categories "
        "among the 506 test tickets of Meridian's model (2, the others 3 and 5): of those tickets the figure is the "
        "best of three."
    )


def _code(code: dict) -> str:
    later = code.get("releasedBy")
    return f"`{code['commit']}`" + (f" at the training, `{later['commit']}` at the release" if later else "")


def _history_table(manifest: dict) -> str:
    # Manifests from before there were soups say neither `soup` nor the seed of an epoch.
    seed = manifest["hyperParameters"]["seed"]
    several = any("base" in epoch for epoch in manifest["history"])
    columns = [*(["base"] if several else []), "seed", "epoch", "loss", "validation macro-F1"]
    lines = [columns, ["---"] * len(columns)]
    for epoch in manifest["history"]:
        first = [epoch["base"]] if several else []
        figures = [epoch.get("seed", seed), epoch["epoch"], f"{epoch['loss']:.4f}", _validation_score(epoch)]
        lines.append([*first, *map(str, figures)])
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _validation_score(epoch: dict) -> str:
    return "learnt too" if epoch["validationMacroF1"] is None else f"{epoch['validationMacroF1']:.4f}"


def _first_model(manifest: dict) -> str:
    """Nothing for a model that was not fitted again."""
    if not is_refit(manifest):
        return ""
    return (
        ", as a first model scores it that had not learnt it; the released one was then trained in the same way on "
        "train and validation together, and has more to learn from, but is taken to be as sure of itself as the first. "
        + refit_sentence(manifest["goodTicketsToReview"])
    )


def refit_sentence(good_to_review: float) -> str:
    return (
        f"The out-of-taxonomy score sends {good_to_review:.1%} of the calibration tickets that have a category to "
        f"review; {GOOD_TICKETS_TO_REVIEW:.0%} is what its threshold was chosen for"
    )


def _method(manifest: dict) -> str:
    soup, one = manifest.get("soup"), _one_run(manifest["hyperParameters"])
    if any("base" in epoch for epoch in manifest["history"]):
        one += "; each by itself, and the mean of their logits is the answer"
    if vocabulary := manifest.get("vocabulary"):
        one += f"; a vocabulary of the {vocabulary:,} word pieces that training texts have or that spell others"
    if not soup:
        return one
    alone = ", ".join(f"{score:.4f}" for score in soup["alone"])
    if not soup["kept"]:
        return (
            f"{one}; of {soup['runs']} runs that of seed {soup['released']}, with validation macro-F1 {alone} "
            f"(their mean had {soup['validationMacroF1']:.4f})"
        )
    return (
        f"{one}; mean of the weights of {soup['runs']} runs, with validation macro-F1 {soup['validationMacroF1']:.4f} "
        f"(alone {alone})"
    )


def _one_run(hyper_parameters: dict) -> str:
    if hyper_parameters["method"] == "lora":
        return "LoRA adapters, merged"
    frozen = hyper_parameters["frozen_share"]
    kept = f"; embeddings and the lowest {frozen:.0%} of the layers kept" if frozen else ""
    return f"fine-tuned{kept}"


def _range(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.4f} to {interval[1]:.4f}"


def _optional(value: float | None) -> str:
    return "none" if value is None else f"{value:.4f}"


def _category_table(categories: dict[str, dict]) -> str:
    lines = ["| category | support | precision | recall | F1 |", "|---|---|---|---|---|"]
    for code, row in categories.items():
        lines.append(f"| {code} | {row['support']} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} |")
    return "\n".join(lines)


def _unseen_section(unseen: dict | None) -> list[str]:
    """What to expect of tickets in other people's words; nothing when no such writers are among the tickets."""
    if unseen is None:
        return []
    n, auto = unseen["n"], unseen["auto"]
    accuracy = _range(wilson_interval(round(unseen["accuracy"] * n), n))
    return [
        "## Writers it has not read",
        f"{n} calibration tickets come from {len(unseen['writers'])} writers of whom no ticket is in train: accuracy "
        f"{unseen['accuracy']:.4f} ({accuracy}), macro-F1 {unseen['macroF1']:.4f}, ECE {unseen['ece']:.4f}; "
        f"{auto['coverage']:.1%} routed without asking, {_optional(auto['accuracy'])} of them rightly (the threshold "
        "was chosen on these tickets among others).",
    ]


def _level(chosen: dict) -> str:
    level = chosen.get("level", CONFIDENCE)
    return "" if chosen["threshold"] is None or level == CONFIDENCE else f" ({level:.1%} for each of two sequences)"


def _category_sentences(per_category: dict) -> str:
    if not per_category:
        return ""

    def told_of(is_never: bool) -> str:
        return ", ".join(
            f"{code} ({own['byGlobalThreshold']['errors']} of {own['byGlobalThreshold']['accepted']} wrong)"
            for code, own in per_category.items()
            if (own["threshold"] is None) == is_never
        )

    never, stricter = told_of(True), told_of(False)
    return (
        " By this threshold more than the target is wrong, as is shown at 95 % for all categories together, in "
        + "; and in ".join(
            ([f"{never}: never routed on the model's word alone"] if never else [])
            + ([f"{stricter}: from a stricter threshold of its own"] if stricter else [])
        )
        + ". What is shown of the threshold is shown without these."
    )


def _threshold_sentence(chosen: dict, target: float) -> str:
    if chosen["threshold"] is None:
        return (
            f"No threshold keeps the error below {target:.1%} with these calibration tickets, so nothing is routed on "
            f"the model's word alone. Such a bound needs at least {fewest_accepted(target)} accepted tickets without "
            "an error."
        )
    return (
        f"Threshold {chosen['threshold']:.4f}: {chosen['accepted']} accepted, {chosen['errors']} wrong. What is shown, "
        "at 95 % and for a recipe that was fixed before these tickets were looked at (see Limits), is an error of at "
        f"most {target:.1%}: a smaller bound could be computed from these two numbers, but not for a threshold that "
        "was chosen by them."
    )
