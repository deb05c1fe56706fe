"""Fine-tune the encoder on the train split; validation ends what goes wrong after a good epoch."""

from __future__ import annotations

import copy
import dataclasses
import math
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sklearn.metrics import f1_score
from torch import nn

from classifier import TicketClassifier, load_encoder, run_classifier, run_encoder
from encode import bucketed_batches, pad_batch
from prepare import OUT_OF_TAXONOMY, Examples


@dataclass(frozen=True)
class Recipe:
    method: str = "full"
    """`full` trains every weight; `lora` trains rank-16 adapters, merged afterwards."""
    epochs: int = 4
    train_tokens: int = 160
    """Longer training tickets lose their middle; cheaper, and as good when longer ones are scored whole."""
    frozen_share: float = 1 / 3
    """Embeddings and this share of the layers, from below, stay as pre-trained (not with LoRA)."""
    batch_size: int = 32
    learning_rate: float = 3e-4
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warmup: float = 0.1
    """Share of all steps in which the learning rate rises; then it falls linearly to zero."""
    label_smoothing: float = 0.05
    outside_weight: float = 0.5
    """Weight of the loss that asks for a flat answer on out-of-taxonomy tickets (outlier exposure)."""
    probe_decay: float = 3e-4
    """Weight of the squared head weights while the head alone is fitted, before fine-tuning."""
    r_drop: float = 3.0
    """Weight of the loss that asks two dropout passes over a ticket for the same answer (R-Drop, Liang et al. 2021)."""
    soup: int = 1
    """Runs from the same fitted head, by seeds that follow one another, whose weights are averaged (model soup)."""
    refit: bool = False
    """Train once more on train and validation together; what validation is for comes from the first training."""
    lora_rank: int = 16
    lora_alpha: int = 32
    seed: int = 1


def default_recipe(method: str, **changes) -> Recipe:
    """LoRA wants a higher learning rate: five times that of the whole encoder."""
    return Recipe(method=method, **({"learning_rate": 1.5e-3} if method == "lora" else {}) | changes)


class Diverged(Exception):
    """The training ended in weights that are no numbers."""


def best_device() -> torch.device:
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def build(base: str, label_count: int, recipe: Recipe) -> TicketClassifier:
    model = TicketClassifier(load_encoder(base), label_count)
    if recipe.method == "lora":
        from peft import LoraConfig, get_peft_model

        adapters = LoraConfig(
            r=recipe.lora_rank, lora_alpha=recipe.lora_alpha, lora_dropout=0.1, target_modules="all-linear"
        )
        model.encoder = get_peft_model(model.encoder, adapters)
    else:
        freeze_lowest(model.encoder, recipe.frozen_share)
    return model


def freeze_lowest(encoder: nn.Module, share: float) -> None:
    """The general language below stays; what is learnt anew lies above. Also spares a quarter of the computing."""
    layers = max((part for part in encoder.modules() if isinstance(part, nn.ModuleList)), key=len, default=[])
    frozen = int(len(layers) * share + 1e-9)
    if frozen == 0:
        return
    embeddings = encoder.embeddings if hasattr(encoder, "embeddings") else encoder.get_input_embeddings()
    for part in (embeddings, *layers[:frozen]):
        part.requires_grad_(False)


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


def fit_head(model: TicketClassifier, train_set: Examples, pad: int, recipe: Recipe) -> None:
    """Fit the head on the encoder as it is, with the loss of the training (LP-FT, Kumar et al. 2022).

    Fine-tuning from a random head first bends the features towards it; from a fitted one it begins where a linear
    classifier ends, and keeps more of what the encoder knew.
    """
    pooled = run_encoder(model, train_set.rows, pad)
    labels = torch.from_numpy(train_set.labels)
    head = nn.Linear(model.head.in_features, model.head.out_features)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimizer = torch.optim.LBFGS(head.parameters(), max_iter=200, line_search_fn="strong_wolfe")

    def objective() -> torch.Tensor:
        optimizer.zero_grad()
        loss = loss_of(head(pooled), labels, recipe) + recipe.probe_decay * head.weight.pow(2).sum()
        loss.backward()
        return loss

    optimizer.step(objective)
    model.head.load_state_dict(head.state_dict())


def disagreement(logits: torch.Tensor) -> torch.Tensor:
    """Symmetric KL divergence between the first and second half of the rows, which hold the same tickets."""
    first, second = torch.log_softmax(logits, -1).chunk(2)
    return ((first.exp() - second.exp()) * (first - second)).sum(-1).mean() / 2


def step_loss(
    model: TicketClassifier, rows: list[list[int]], labels: np.ndarray, pad: int, recipe: Recipe
) -> torch.Tensor:
    copies = 2 if recipe.r_drop else 1
    logits, _ = model(*(tensor.to(model.device) for tensor in pad_batch(rows * copies, pad)))
    loss = loss_of(logits, torch.from_numpy(labels).repeat(copies).to(model.device), recipe)
    return loss + recipe.r_drop * disagreement(logits) if recipe.r_drop else loss


def clearly_worse(score: float, best: float, tickets: int) -> bool:
    """By more than one standard error of a share, the best, of so many tickets.

    The learning rate falls to zero, so a later epoch is nearly always the better one; a few hundred validation tickets
    do not tell epochs apart, and to follow their highest figure often takes one from the middle of the training.
    """
    return score < best - math.sqrt(best * (1 - best) / tickets)


def macro_f1(model: TicketClassifier, examples: Examples, pad: int) -> float:
    logits, _ = run_classifier(model, examples.rows, pad)
    return float(f1_score(examples.labels, logits.argmax(-1), average="macro", zero_division=0))


def train(
    base: str, train_set: Examples, validation: Examples, label_count: int, pad: int, recipe: Recipe, folder: Path
) -> tuple[TicketClassifier, list[dict], dict | None]:
    """Returns the merged model, one record an epoch and run, and what became of the soup (None for a single run).

    `folder` keeps checkpoints, to resume from.

    Runs that begin with the same weights mostly end in one basin of the loss, and the mean of their weights is then
    about as good as the mean of their answers, at the cost of one model (model soups, Wortsman et al. 2022).
    """
    inside = validation.take(validation.inside)
    models: list[TicketClassifier] = []
    history: list[dict] = []
    for seed in range(recipe.seed, recipe.seed + recipe.soup):
        one = dataclasses.replace(recipe, seed=seed)
        checkpoint = folder / ("checkpoint.pt" if recipe.soup == 1 else f"checkpoint-{seed}.pt")
        model, records = train_once(base, train_set, inside, label_count, pad, one, checkpoint)
        models.append(model)
        history += records
    if len(models) == 1:
        return models[0], history, None
    alone = [macro_f1(model, inside, pad) for model in models]
    mean = average(models)
    score = macro_f1(mean, inside, pad)
    # Worse than its runs are on the average: they ended too far apart, and the weights between them are worth less.
    kept, best = score >= float(np.mean(alone)), int(np.argmax(alone))
    soup = {"runs": len(models), "kept": kept, "validationMacroF1": score, "alone": alone}
    # The seed whose run alone is released.
    soup["released"] = None if kept else recipe.seed + best
    shown = ", ".join(f"{one:.4f}" for one in alone)
    end = "" if kept else "; not kept, the best run alone is"
    print(f"mean of {len(models)} runs: validation macro-F1 {score:.4f} (alone {shown}){end}")
    return mean if kept else models[best], history, soup


def refit(
    base: str,
    examples: Examples,
    label_count: int,
    pad: int,
    recipe: Recipe,
    first: tuple[list[dict], dict | None, int],
    folder: Path,
) -> tuple[TicketClassifier, list[dict]]:
    """The training again, on `examples` of train and validation: as many epochs, and the same runs.

    `first`: history and soup of the training whose validation tickets were held out, and the number of those that have
    a category. Returns the merged model and one record an epoch and run, without a validation score.
    """
    first_history, soup, held_out = first
    seeds = [record["seed"] for record in first_history if record["epoch"] == 1]
    if soup and not soup["kept"]:
        seeds = [soup["released"]]
    models: list[TicketClassifier] = []
    history: list[dict] = []
    folder.mkdir(exist_ok=True)
    for seed in seeds:
        one = dataclasses.replace(recipe, seed=seed)
        scores = [record["validationMacroF1"] for record in first_history if record["seed"] == seed]
        checkpoint, epochs = folder / f"checkpoint-{seed}.pt", kept_epoch(scores, held_out)
        model, records = train_once(base, examples, None, label_count, pad, one, checkpoint, epochs)
        models.append(model)
        history += records
    return average(models) if len(models) > 1 else models[0], history


def kept_epoch(scores: list[float], tickets: int) -> int:
    """The epoch, from 1 up, that `train_once` keeps of a run with these validation scores."""
    return max(epoch for epoch, score in enumerate(scores, 1) if not clearly_worse(score, max(scores[:epoch]), tickets))


def average(models: list[TicketClassifier]) -> TicketClassifier:
    """One model with the mean of the models' weights."""
    states = [model.state_dict() for model in models]
    mean = copy.deepcopy(models[0])
    mean.load_state_dict(
        {
            name: torch.stack([state[name] for state in states]).mean(0) if weight.is_floating_point() else weight
            for name, weight in states[0].items()
        }
    )
    return mean


def train_once(
    base: str,
    train_set: Examples,
    inside: Examples | None,
    label_count: int,
    pad: int,
    recipe: Recipe,
    checkpoint: Path,
    epochs: int | None = None,
) -> tuple[TicketClassifier, list[dict]]:
    """Returns the merged model of the last good epoch, on the CPU.

    inside: the validation tickets with a category; without them the last epoch is the one that is kept. epochs: ends
    so early, at the learning rate that a whole training has there.
    """
    torch.manual_seed(recipe.seed)
    model = build(base, label_count, recipe).to(best_device())
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
    history: list[dict] = []
    best: dict = {"macroF1": -1.0, "state": None}

    if checkpoint.exists():
        saved = torch.load(checkpoint, map_location=model.device, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        history, best = saved["history"], saved["best"]
    else:
        fit_head(model, train_set, pad, recipe)

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        for epoch in range(len(history), epochs or recipe.epochs):
            model.train()
            # Order and dropout depend on seed and epoch alone, so a resumed run is as an uninterrupted one.
            torch.manual_seed(recipe.seed * 1000 + epoch)
            batches = bucketed_batches(train_set.rows, recipe.batch_size, random.Random(recipe.seed * 1000 + epoch))
            name = f"epoch {epoch + 1}" if recipe.soup == 1 else f"seed {recipe.seed}, epoch {epoch + 1}"
            name = name if inside is not None else f"refit, {name}"
            task = progress.add_task(f"{name}/{recipe.epochs}", total=len(batches))
            total = 0.0
            for batch in batches:
                loss = step_loss(model, [train_set.rows[i] for i in batch], train_set.labels[batch], pad, recipe)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                total += loss.item()
                progress.advance(task)
            if not all(weights.isfinite().all() for weights in model.parameters()):
                raise Diverged(f"{name} ended in weights that are no numbers; train again with a smaller learning rate")
            score = None if inside is None else macro_f1(model, inside, pad)
            loss = total / len(batches)
            history.append({"seed": recipe.seed, "epoch": epoch + 1, "loss": loss, "validationMacroF1": score})
            told = "" if score is None else f", validation macro-F1 {score:.4f}"
            progress.console.print(f"{name}: loss {loss:.4f}{told}")
            best["macroF1"] = max(best["macroF1"], score or 0.0)
            if inside is None or not clearly_worse(score, best["macroF1"], len(inside.rows)):
                best |= {"epoch": epoch + 1, "state": copy.deepcopy(model.state_dict())}
            state = {
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "history": history,
                "best": best,
            }
            torch.save(state, checkpoint.with_suffix(".new"))
            checkpoint.with_suffix(".new").replace(checkpoint)
    model.load_state_dict(best["state"])
    return merge(model).cpu(), history


def distance_statistics(model: TicketClassifier, train_set: Examples, pad: int) -> tuple[np.ndarray, np.ndarray]:
    """Whitening matrix and whitened class means of the train embeddings."""
    from classifier import fit_distance

    inside = train_set.take(train_set.inside)
    _, embeddings = run_classifier(model, inside.rows, pad)
    return fit_distance(embeddings, inside.labels)
