"""The network: a pre-trained encoder, mean pooling over real tokens, one linear head, and what is exported of it."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from transformers import AutoModel
from transformers.modeling_outputs import BaseModelOutput

from encode import equal_length_batches, pad_batch


class TicketClassifier(nn.Module):
    """input_ids, attention_mask int64 [batch, tokens] → logits [batch, labels], pooled [batch, dim]."""

    def __init__(self, encoder: nn.Module, label_count: int):
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.1)
        self.head = nn.Linear(self.encoder.config.hidden_size, label_count)

    @property
    def device(self) -> torch.device:
        return self.head.weight.device

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        pooled = mean_pool(hidden, attention_mask)
        return self.head(self.dropout(pooled)), pooled


def load_encoder(base: str) -> nn.Module:
    return AutoModel.from_pretrained(base, dtype=torch.float32)


class SideBySide(nn.Module):
    """Several encoders that read the same token ids, as one: their hidden states beside each other."""

    def __init__(self, encoders: list[nn.Module]):
        super().__init__()
        self.encoders = nn.ModuleList(encoders)
        self.config = SimpleNamespace(hidden_size=sum(encoder.config.hidden_size for encoder in encoders))

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor | None = None
    ) -> BaseModelOutput:
        hidden = [
            encoder(
                input_ids=input_ids,
                attention_mask=attention_mask,
                **({"token_type_ids": token_type_ids} if has_token_types(encoder) else {}),
            ).last_hidden_state
            for encoder in self.encoders
        ]
        return BaseModelOutput(last_hidden_state=torch.cat(hidden, -1))

    def set_attn_implementation(self, name: str) -> None:
        for encoder in self.encoders:
            encoder.set_attn_implementation(name)


def has_token_types(encoder: nn.Module) -> bool:
    return "token_type_ids" in inspect.signature(encoder.forward).parameters


def side_by_side(models: list[TicketClassifier]) -> TicketClassifier:
    """One classifier whose logits are the mean of the models'; a single one is what it is.

    Encoders of other origin err on other tickets, so that what they say together is better than what each says.
    """
    if len(models) == 1:
        return models[0]
    joined = TicketClassifier(SideBySide([model.encoder for model in models]), models[0].head.out_features)
    with torch.no_grad():
        joined.head.weight.copy_(torch.cat([model.head.weight for model in models], 1) / len(models))
        joined.head.bias.copy_(torch.stack([model.head.bias for model in models]).mean(0))
    return joined.eval()


def mean_pool(hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    """[batch, tokens, dim] → [batch, dim], padding left out."""
    weight = attention_mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1)


class ScoringGraph(nn.Module):
    """What the ONNX file computes: logits, L2-normalised embedding, Mahalanobis distance to the nearest category.

    `whitening` [dim, dim] and `means` [categories, dim] (already whitened) come from `fit_distance`.
    """

    def __init__(self, classifier: TicketClassifier, whitening: np.ndarray, means: np.ndarray):
        super().__init__()
        self.classifier = classifier
        self.has_token_types = has_token_types(classifier.encoder)
        self.register_buffer("whitening", torch.tensor(whitening, dtype=torch.float32))
        self.register_buffer("means", torch.tensor(means, dtype=torch.float32))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
        # A ready-made additive mask keeps some hundred shape-computing nodes out of the graph.
        bias = (1 - attention_mask.to(torch.float32))[:, None, None, :] * -1e9
        types = {"token_type_ids": torch.zeros_like(input_ids)} if self.has_token_types else {}
        hidden = self.classifier.encoder(input_ids=input_ids, attention_mask=bias, **types).last_hidden_state
        # Every product below is made ticket by ticket ([batch, …, 1] columns). One product over the whole batch would
        # choose its kernel, and with it the order of its sums, by the number of batch mates.
        weight = attention_mask.to(hidden.dtype)
        pooled = (weight[:, None, :] @ hidden).transpose(1, 2) / weight.sum(-1)[:, None, None]
        head = self.classifier.head
        logits = (head.weight @ pooled).squeeze(-1) + head.bias
        embedding = pooled / (pooled.transpose(1, 2) @ pooled).sqrt().clamp_min(1e-12)
        white = self.whitening.transpose(0, 1) @ embedding
        squared = white.transpose(1, 2) @ white + self.means.pow(2).sum(-1)[:, None] - 2 * (self.means @ white)
        distance = squared.squeeze(-1).clamp_min(0).min(-1).values.sqrt()
        return logits, embedding.squeeze(-1), distance


def fit_distance(embeddings: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whitening matrix and whitened class means for the Mahalanobis distance with one shared covariance.

    embeddings: [tickets, dim], L2-normalised; labels: [tickets] category indices (categories without a ticket have
    no mean). Shrinkage as in Ledoit and Wolf (2004), which keeps the inverse stable with few tickets.
    """
    from sklearn.covariance import ledoit_wolf

    present = np.unique(labels)
    means = np.stack([embeddings[labels == label].mean(0) for label in present])
    centred = embeddings - means[np.searchsorted(present, labels)]
    covariance, _ = ledoit_wolf(centred, assume_centered=True)
    # Tickets that all sit on their class mean (one a category) leave no variance: fall back to plain distance.
    covariance += np.eye(len(covariance)) * max(1e-6, 1e-3 * np.trace(covariance) / len(covariance))
    values, vectors = np.linalg.eigh(covariance)
    whitening = vectors / np.sqrt(values)
    return whitening, means @ whitening


@torch.no_grad()
def run_encoder(model: TicketClassifier, rows: list[list[int]], pad: int, batch_size: int = 64) -> torch.Tensor:
    """Pooled encoder outputs [rows, dim], not normalised, in the order of `rows`, on the CPU."""
    model.eval()
    pooled = torch.zeros((len(rows), model.head.in_features))
    for batch in equal_length_batches(rows, batch_size):
        inputs = pad_batch([rows[index] for index in batch], pad)
        pooled[batch] = model(*(tensor.to(model.device) for tensor in inputs))[1].cpu()
    return pooled


@torch.no_grad()
def run_classifier(model: TicketClassifier, rows: list[list[int]], pad: int) -> tuple[np.ndarray, np.ndarray]:
    """Logits [rows, labels] and L2-normalised embeddings [rows, dim] in the order of `rows`."""
    pooled = run_encoder(model, rows, pad)
    logits = model.head(pooled.to(model.device)).cpu()
    return logits.numpy(), nn.functional.normalize(pooled, dim=-1).numpy()
