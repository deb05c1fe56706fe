"""What the recipe adds to plain fine-tuning: a fitted head, two passes that must agree, a frozen lower part."""

from __future__ import annotations

import argparse

import numpy as np
import pytest
import torch
from torch import nn

from classifier import TicketClassifier, run_classifier
from prepare import OUT_OF_TAXONOMY, Examples
from split import read_shares
from train import Recipe, disagreement, fit_head, freeze_lowest


class Encoder(nn.Module):
    def __init__(self, layers: int):
        super().__init__()
        self.embeddings = nn.Embedding(7, 4)
        self.layer = nn.ModuleList(nn.Linear(4, 4) for _ in range(layers))


def frozen_layers(encoder: Encoder) -> list[bool]:
    return [not layer.weight.requires_grad for layer in encoder.layer]


def test_training_begins_with_a_head_that_fits_the_encoder_as_it_is(tiny_base):
    model = TicketClassifier(tiny_base, 2)
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


def test_shares_are_read_in_the_order_of_the_splits():
    assert read_shares("6/1/2/1") == {"train": 0.6, "validation": 0.1, "calibration": 0.2, "test": 0.1}


@pytest.mark.parametrize("text", ["60/40", "1/1/1/-1", "0/0/0/0", "a/b/c/d", "nan/1/1/1", "inf/1/1/1"])
def test_shares_that_are_none_are_refused(text):
    with pytest.raises(argparse.ArgumentTypeError, match="write 4 numbers as in 60/10/15/15"):
        read_shares(text)
