"""What the recipe adds to plain fine-tuning: a fitted head, two passes that must agree, a frozen lower part."""

from __future__ import annotations

import argparse

import numpy as np
import pytest
import torch
from torch import nn

from classifier import TicketClassifier, load_encoder, run_classifier
from prepare import OUT_OF_TAXONOMY, Examples
from split import read_shares
from train import Recipe, disagreement, fit_head, freeze_lowest, kept_epoch, refit, train


class Encoder(nn.Module):
    def __init__(self, layers: int):
        super().__init__()
        self.embeddings = nn.Embedding(7, 4)
        self.layer = nn.ModuleList(nn.Linear(4, 4) for _ in range(layers))


def frozen_layers(encoder: Encoder) -> list[bool]:
    return [not layer.weight.requires_grad for layer in encoder.layer]


def test_training_begins_with_a_head_that_fits_the_encoder_as_it_is(tiny_base):
    model = TicketClassifier(load_encoder(tiny_base), 2)
    before = {name: weight.clone() for name, weight in model.encoder.state_dict().items()}
    rows = [[101, word, 102] for word in (*range(2000, 2012), *range(3000, 3012), *range(4000, 4012))]
    labels = np.repeat([0, 1, OUT_OF_TAXONOMY], 12)
    fit_head(model, Examples([], rows, labels), 0, Recipe(probe_decay=1e-6))
    chances = torch.softmax(torch.from_numpy(run_classifier(model, rows, 0)[0]), -1).numpy()
    # 24 rows of 32 numbers are separable, whatever they hold; those of no category are to be flat.
    assert (chances.argmax(-1) == labels)[:24].all()
    assert chances[:24].max(-1).mean() > chances[24:].max(-1).mean()
    after = model.encoder.state_dict()
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_two_passes_that_say_the_same_cost_nothing():
    logits = torch.randn(5, 3)
    assert disagreement(torch.cat([logits, logits])).item() == pytest.approx(0, abs=1e-7)


def test_disagreement_is_the_mean_symmetric_divergence():
    first, second = torch.tensor([[0.0, 1.0]]), torch.tensor([[2.0, -1.0]])
    p, q = torch.softmax(first, -1), torch.softmax(second, -1)
    expected = ((p * (p / q).log()).sum() + (q * (q / p).log()).sum()) / 2
    assert disagreement(torch.cat([first, second])).item() == pytest.approx(expected.item(), rel=1e-5)
    assert disagreement(torch.cat([second, first])).item() == pytest.approx(expected.item(), rel=1e-5)


@pytest.mark.parametrize(("layers", "frozen"), [(6, 2), (12, 4), (2, 0), (3, 1)])
def test_the_lowest_third_of_the_layers_is_frozen_with_the_embeddings(layers, frozen):
    encoder = Encoder(layers)
    freeze_lowest(encoder, 1 / 3)
    assert frozen_layers(encoder) == [index < frozen for index in range(layers)]
    assert encoder.embeddings.weight.requires_grad == (frozen == 0)


@pytest.fixture
def two_words():
    rows = [[101, word, 102] for word in (*range(2000, 2012), *range(3000, 3012))]
    return Examples([], rows, np.repeat([0, 1], 12))


def soup_of_two(tiny_base, two_words, folder):
    take = Examples([None] * 24, two_words.rows, two_words.labels)
    return train(tiny_base, take, take, 2, 0, Recipe(epochs=1, soup=2, seed=5), folder)


def test_a_soup_has_the_mean_of_the_weights_of_its_runs(tiny_base, two_words, tmp_path, monkeypatch):
    monkeypatch.setattr("train.macro_f1", lambda *_: 0.5)
    soup, history, told = soup_of_two(tiny_base, two_words, tmp_path)
    assert told == {"runs": 2, "kept": True, "validationMacroF1": 0.5, "alone": [0.5, 0.5], "released": None}
    assert [record["seed"] for record in history] == [5, 6]
    ends = [torch.load(tmp_path / f"checkpoint-{seed}.pt", weights_only=False)["model"] for seed in (5, 6)]
    changed = [name for name in ends[0] if not torch.equal(ends[0][name], ends[1][name])]
    assert "head.weight" in changed and any("layer.1" in name for name in changed)
    for name, weight in soup.state_dict().items():
        assert torch.allclose(weight, (ends[0][name] + ends[1][name]) / 2, atol=1e-6)


@pytest.mark.parametrize(
    ("alone", "mean", "kept"), [((0.4, 0.8), 0.59, 6), ((0.9, 0.8), 0.0, 5), ((0.9, 0.02), 0.45, 5)]
)
def test_a_mean_worse_than_its_runs_on_the_average_gives_the_best_of_them(
    tiny_base, two_words, tmp_path, monkeypatch, alone, mean, kept
):
    # One epoch of each run is scored, then both runs, then their mean.
    scores = iter([*alone, *alone, mean])
    monkeypatch.setattr("train.macro_f1", lambda *_: next(scores))
    model, _, told = soup_of_two(tiny_base, two_words, tmp_path)
    assert told["kept"] is False and told["released"] == kept
    best = torch.load(tmp_path / f"checkpoint-{kept}.pt", weights_only=False)["model"]
    assert all(torch.equal(weight, best[name]) for name, weight in model.state_dict().items())


@pytest.mark.parametrize(
    ("scores", "kept"),
    # 24 tickets: one standard error of 0.9 is 0.061.
    [((0.8, 0.9, 0.85), 3), ((0.8, 0.9, 0.83), 2), ((0.9, 0.83, 0.85), 3), ((0.5, 0.5, 0.5), 3)],
)
def test_the_last_epoch_is_kept_that_is_not_clearly_worse_than_the_best(
    tiny_base, two_words, tmp_path, monkeypatch, scores, kept
):
    epochs = iter(scores)
    states = []

    def score(model, *_):
        states.append({name: weight.clone() for name, weight in model.state_dict().items()})
        return next(epochs)

    monkeypatch.setattr("train.macro_f1", score)
    examples = Examples([None] * 24, two_words.rows, two_words.labels)
    model, _, _ = train(tiny_base, examples, examples, 2, 0, Recipe(epochs=3), tmp_path)
    assert [all(torch.equal(w, s[n]) for n, w in model.state_dict().items()) for s in states].index(True) + 1 == kept
    assert kept_epoch(list(scores), 24) == kept


def epochs_of_refit(tiny_base, two_words, folder, soup):
    """Seed and epoch of each record, after a training whose second run was best after one of its two epochs."""
    scores = [(5, 1, 0.8), (5, 2, 0.8), (6, 1, 0.9), (6, 2, 0.8)]
    history = [{"seed": seed, "epoch": epoch, "validationMacroF1": score} for seed, epoch, score in scores]
    recipe = Recipe(epochs=2, soup=2, seed=5)
    model, records = refit(tiny_base, two_words, 2, 0, recipe, (history, soup, 24), folder)
    assert all(record["validationMacroF1"] is None for record in records)
    return model, [(record["seed"], record["epoch"]) for record in records]


def test_a_refit_makes_the_runs_of_the_first_training_each_to_the_epoch_that_was_kept(tiny_base, two_words, tmp_path):
    model, epochs = epochs_of_refit(tiny_base, two_words, tmp_path, {"kept": True, "released": None})
    assert epochs == [(5, 1), (5, 2), (6, 1)]
    ends = [torch.load(tmp_path / f"checkpoint-{seed}.pt", weights_only=False)["model"] for seed in (5, 6)]
    for name, weight in model.state_dict().items():
        assert torch.allclose(weight, (ends[0][name] + ends[1][name]) / 2, atol=1e-6)


def test_a_refit_makes_the_one_run_that_the_first_training_released(tiny_base, two_words, tmp_path):
    _, epochs = epochs_of_refit(tiny_base, two_words, tmp_path, {"kept": False, "released": 6})
    assert epochs == [(6, 1)]


def test_shares_are_read_in_the_order_of_the_splits():
    assert read_shares("6/1/2/1") == {"train": 0.6, "validation": 0.1, "calibration": 0.2, "test": 0.1}


@pytest.mark.parametrize("text", ["60/40", "1/1/1/-1", "0/0/0/0", "a/b/c/d", "nan/1/1/1", "inf/1/1/1"])
def test_shares_that_are_none_are_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="write 4 numbers as in 60/10/15/15"):
        read_shares(text)
