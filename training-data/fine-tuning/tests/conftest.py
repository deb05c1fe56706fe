import json
import sys
from pathlib import Path

import pytest
import torch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

WORDS = {
    "PAY": ["payout", "bank", "late", "transfer", "settlement", "account", "missing", "money"],
    "TERM": ["terminal", "printer", "paper", "battery", "screen", "broken", "charger", "reader"],
    "API": ["request", "endpoint", "error", "token", "json", "timeout", "sandbox", "header"],
}


@pytest.fixture(scope="session")
def tiny_base(tmp_path_factory) -> str:
    return tiny_encoder(tmp_path_factory.mktemp("base"), hidden_size=32, num_hidden_layers=2)


@pytest.fixture(scope="session")
def other_base(tmp_path_factory) -> str:
    """Of another shape."""
    return tiny_encoder(tmp_path_factory.mktemp("other"), hidden_size=48, num_hidden_layers=1)


def tiny_encoder(folder: Path, has_pooler: bool = True, **shape: int) -> str:
    """A random BERT with the real tokenizer: trains in a second."""
    from transformers import AutoTokenizer, BertConfig, BertModel

    from bases import ALL_MINILM, locate

    torch.manual_seed(0)
    config = BertConfig(**shape, num_attention_heads=2, intermediate_size=64)
    BertModel(config, add_pooling_layer=has_pooler).save_pretrained(folder)
    AutoTokenizer.from_pretrained(locate(ALL_MINILM)).save_pretrained(folder)
    return str(folder)


@pytest.fixture
def toy(tmp_path) -> Path:
    return make_toy(tmp_path)


def make_toy(tmp_path: Path) -> Path:
    """taxonomy.yaml and tickets/ with three easy categories, some out of taxonomy."""
    import random

    draw = random.Random(3)
    categories = "".join(f"  - code: {code}\n    name: {code}\n" for code in WORDS)
    (tmp_path / "taxonomy.yaml").write_text(f"version: 1.0.0\ncategories:\n{categories}")
    tickets = tmp_path / "tickets"
    tickets.mkdir()
    for split, count in (("train", 96), ("validation", 24), ("calibration", 24), ("test", 24)):
        lines = []
        for number in range(count):
            code = [*WORDS, None][number % 4]
            words = WORDS[code] if code else ["hello", "newsletter", "weather", "football", "holiday"]
            body = " ".join(draw.choices(words, k=draw.randint(4, 12)))
            lines.append({"id": f"{split}-{number}", "channel": "chat", "subject": None, "body": body, "label": code})
        write_jsonl(tickets / f"{split}.jsonl", lines)
    return tmp_path


@pytest.fixture
def arguments(toy, tiny_base):
    return lambda *more: training_of(toy, tiny_base, *more)


def training_of(toy: Path, tiny_base: str, *more: str) -> list[str]:
    return [
        *("--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--out", str(toy / "model")),
        *("--base", tiny_base, "--runs", str(toy / "runs"), "--epochs", "3", "--no-clean", *more),
    ]


def with_option(options: list[str], name: str, value: object) -> list[str]:
    at = options.index(name) + 1
    return [*options[:at], str(value), *options[at + 1 :]]


def write_jsonl(path: Path, records: list[dict]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
