"""Fine-tune the encoder on the train split and keep the epoch with the best validation macro-F1."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sklearn.metrics import f1_score
from torch import nn

from classifier import TicketClassifier, run_classifier
from encode import bucketed_batches, pad_batch
from prepare import OUT_OF_TAXONOMY, Examples


@dataclass(frozen=True)
class Recipe:
    method: str = "full"
    """`full` trains every weight; `lora` trains rank-16 adapters, merged afterwards."""
    epochs: int = 10
    batch_size: int = 32
    learning_rate: float = 2e-4
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    """Share of all steps in which the learning rate rises; then it falls linearly to zero."""
    label_smoothing: float = 0.05
    outside_weight: float = 0.5
    """Weight of the loss that asks for a flat answer on out-of-taxonomy tickets (outlier exposure)."""
    lora_rank: int = 16
    lora_alpha: int = 32
    seed: int = 1


def default_recipe(method: str, **changes) -> Recipe:
    """LoRA wants about ten times the full-tuning learning rate."""
    return Recipe(method=method, **({"learning_rate": 1.5e-3} if method == "lora" else {}) | changes)


def build(base: str, label_count: int, recipe: Recipe) -> TicketClassifier:
    model = TicketClassifier(base, label_count)
    if recipe.method == "lora":
        from peft import LoraConfig, get_peft_model

        adapters = LoraConfig(
            r=recipe.lora_rank, lora_alpha=recipe.lora_alpha, lora_dropout=0.1, target_modules="all-linear"
        )
        model.encoder = get_peft_model(model.encoder, adapters)
    return model


def merge(model: TicketClassifier) -> TicketClassifier:
    """Fold LoRA adapters into the weights, so that what is served has no trace of the method."""
    if hasattr(model.encoder, "merge_and_unload"):
        model.encoder = model.encoder.merge_and_unload()
    return model.eval()


def loss_of(logits: torch.Tensor, labels: torch.Tensor, recipe: Recipe) -> torch.Tensor:
    """Cross-entropy with label smoothing; out-of-taxonomy rows are pulled towards the uniform distribution."""
    inside = labels != OUT_OF_TAXONOMY
    outside_loss = -torch.log_softmax(logits[~inside], -1).mean(-1).sum()
    inside_loss = nn.functional.cross_entropy(
        logits[inside], labels[inside], label_smoothing=recipe.label_smoothing, reduction="sum"
    )
    return (inside_loss + recipe.outside_weight * outside_loss) / len(labels)


def macro_f1(model: TicketClassifier, examples: Examples, pad: int) -> float:
    logits, _ = run_classifier(model, examples.rows, pad)
    return float(f1_score(examples.labels, logits.argmax(-1), average="macro", zero_division=0))


def train(
    base: str, train_set: Examples, validation: Examples, label_count: int, pad: int, recipe: Recipe, folder: Path
) -> tuple[TicketClassifier, list[dict]]:
    """Returns the merged best model and one record an epoch. `folder` keeps a checkpoint, so a run can be resumed."""
    torch.manual_seed(recipe.seed)
    model = build(base, label_count, recipe)
    trained = [parameter for parameter in model.encoder.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(
        [
            {"params": trained, "lr": recipe.learning_rate, "weight_decay": recipe.weight_decay},
            {"params": model.head.parameters(), "lr": recipe.head_learning_rate, "weight_decay": recipe.weight_decay},
        ],
        fused=True,
    )
    steps_per_epoch = -(-len(train_set.rows) // recipe.batch_size)
    steps = steps_per_epoch * recipe.epochs
    warmup_steps = max(1, int(steps * recipe.warmup))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warmup_steps, (steps - step) / max(1, steps - warmup_steps))
    )
    inside = validation.take(validation.inside)
    history: list[dict] = []
    best: dict = {"macroF1": -1.0, "state": None}

    checkpoint = folder / "checkpoint.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        history, best = saved["history"], saved["best"]
        torch.set_rng_state(saved["random"])

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        for epoch in range(len(history), recipe.epochs):
            model.train()
            # The order depends on seed and epoch alone, so a resumed run sees what an uninterrupted one would have.
            batches = bucketed_batches(train_set.rows, recipe.batch_size, random.Random(recipe.seed * 1000 + epoch))
            task = progress.add_task(f"epoch {epoch + 1}/{recipe.epochs}", total=len(batches))
            total = 0.0
            for batch in batches:
                logits, _ = model(*pad_batch([train_set.rows[index] for index in batch], pad))
                loss = loss_of(logits, torch.from_numpy(train_set.labels[batch]), recipe)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                total += loss.item()
                progress.advance(task)
            score = macro_f1(model, inside, pad)
            history.append({"epoch": epoch + 1, "loss": total / len(batches), "validationMacroF1": score})
            progress.console.print(
                f"epoch {epoch + 1}: loss {total / len(batches):.4f}, validation macro-F1 {score:.4f}"
            )
            if score > best["macroF1"]:
                best = {"macroF1": score, "epoch": epoch + 1, "state": copy.deepcopy(model.state_dict())}
            state = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "history": history,
                "best": best,
                "random": torch.get_rng_state(),
            }
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    model.load_state_dict(best["state"])
    return merge(model), history


def distance_statistics(model: TicketClassifier, train_set: Examples, pad: int) -> tuple[np.ndarray, np.ndarray]:
    """Whitening matrix and whitened class means of the train embeddings."""
    from classifier import fit_distance

    inside = train_set.take(train_set.inside)
    _, embeddings = run_classifier(model, inside.rows, pad)
    return fit_distance(embeddings, inside.labels)
