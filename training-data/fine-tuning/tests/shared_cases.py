"""Texts and scores on which Python and TypeScript have to agree to the last bit.

`.venv/bin/python tests/shared_cases.py` writes them, with Python's answers, to `test/classify/`; a test on either side
reads them there.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import calibrate
from encode import TicketEncoder

FOLDER = Path(__file__).resolve().parents[3] / "test/classify"
TEXTS, SCORES = FOLDER / "shared-texts.jsonl", FOLDER / "shared-scores.jsonl"

MAX_TOKENS = 32
TICKETS = 121
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
SCRIPTS = {
    "Latin": "abc xyz .,!?-'\"",
    "accents": "éàüñçßøåİıſ",
    "marks": "e\u0301\u0308\u0327",
    "Greek": "ΑΒΓΣσςΌΊ",
    "Cyrillic": "ЙйЁёЖ",
    "Chinese": "日本漢字，。",
    "rare Chinese": "𠀀𠮷𪛟𪜀𫝀𫠞𫠠𫤟𫤠𬺯丽",
    "other East Asian": "ひらカナ한국어",
    "right to left": "عربي עברית\u200f\u200e",
    "South Asian": "हिन्दीภาษาไทย",
    "emoji": "😀👍🏽👨\u200d👩🇩🇪",
    "controls and spaces": "\u0000\u0007\u000b\u001b\u0085\u00a0\u00ad\u200b\u2028\u3000\ufeff\ufffd\ue000\n\t",
    "special tokens": "[CLS] [SEP] [PAD] [MASK]",
    "symbols": "$€£₿^`~|<>=+©™°²½№ﬁＡ①Ⅷ𝐀𐍈",
    "digits": "0123456789",
}

# Pieces and how often each is repeated.
Text = list[tuple[str, int]]
PLANNED: list[Text] = [
    [("ΟΔΟΣ", 1)],
    [("ΣΑΣ ΟΔΥΣΣΕΥΣ. Σ", 1)],
    [("pay𠀀ment", 1)],
    [("x", 100)],
    [("x", 101)],
    # Beyond 1,440 UTF-16 units, 24 for each of the 30 tokens on either side, a text is cut before it becomes tokens.
    [("x", 1440)],
    [("xyz ", 360)],
    [("xyz ", 361)],
    [("abc ", 500), ("xyz ", 500)],
    [("9", 3000)],
    [("q" * 200 + " ", 60)],
    [("a ", 3), ("q" * 130 + "\n", 40), ("z ", 3)],
    [("Hi ", 1), ("日", 3000)],
    [("日", 3000), (" Hi", 1)],
    [("🙂", 3000)],
    [("a", 1), ("🙂", 3000), ("a", 1)],
    [("a", 1), ("𠀀", 3000), ("a", 1)],
    [("a b ", 5), (" ", 3000), ("c d ", 5)],
    [("abc\u3000", 400), ("xyz\u00a0", 400)],
    [("abc ", 178), ("ab\u0085cd ", 300)],
    [("abc ", 175), ("q" * 99, 1), (" xyz", 300)],
    [("abc ", 175), ("q" * 101, 1), (" xyz", 300)],
]


def texts() -> Iterator[tuple[Text, Text]]:
    draw = random.Random(7)
    for planned in PLANNED:
        yield [], planned
        yield planned, [("abc", 1)]
    for _ in range(160):
        scripts = draw.sample(list(SCRIPTS.values()), draw.randint(1, 4))
        pieces = [draw.choice(draw.choice(scripts)) + draw.choice(["", "", " "]) for _ in range(draw.randint(1, 24))]
        yield [(draw.choice(["", "abc", draw.choice(scripts)]), 1)], [("".join(pieces), 1)]
    for _ in range(40):
        scripts = draw.sample(list(SCRIPTS.values()), 3)
        words = ["".join(draw.choices(draw.choice(scripts), k=draw.randint(1, 12))) for _ in range(3)]
        pieces = [(word + draw.choice(["", " ", "\n"]), draw.choice([1, 7, 40, 90, 600])) for word in words]
        yield [], pieces


def spelt_out(text: Text) -> str:
    return "".join(piece * times for piece, times in text)


def tokenizer_files() -> dict[str, dict]:
    """A BERT tokenizer whose words are the characters of the texts, so that every one of them shows in the ids."""
    from tokenizers import normalizers

    normalizer = normalizers.BertNormalizer(lowercase=True)
    written = "".join(SCRIPTS.values()) + "hiqpmtd"
    characters = sorted(set(normalizer.normalize_str(written)) - {" "})
    tokens = [*SPECIAL, *characters, *(f"##{c}" for c in characters), "pay", "##yz"]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    added = [
        dict(id=vocabulary[token], content=token, special=True)
        | dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
        for token in SPECIAL
    ]
    frame = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}]
    tokenizer = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True}
        | {"strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [*frame, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "pair": [*frame, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "special_tokens": {
                token: {"id": token, "ids": [vocabulary[token]], "tokens": [token]} for token in ("[CLS]", "[SEP]")
            },
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##"}
        | {"max_input_chars_per_word": 100, "vocab": vocabulary},
    }
    names = {f"{name}_token": f"[{name.upper()}]" for name in ("unk", "sep", "pad", "cls", "mask")}
    config = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 512, **names}
    return {"tokenizer.json": tokenizer, "tokenizer_config.json": config}


def text_lines() -> str:
    """First the tokenizer, then a text a line with its ids."""
    files = tokenizer_files()
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            (Path(folder) / name).write_text(json.dumps(content), encoding="utf-8")
        encoder = TicketEncoder(folder, MAX_TOKENS)
    pairs = list(texts())
    ids = encoder.encode([(spelt_out(subject), spelt_out(body)) for subject, body in pairs])
    cases = [{"subject": s, "body": b, "ids": row} for (s, b), row in zip(pairs, ids, strict=True)]
    return jsonl([{"maxTokens": MAX_TOKENS, "files": files}, *cases])


def score_lines() -> str:
    """A calibration a line, each with tickets, what they score, and which of them it accepts."""
    from evaluate import accepts

    draw = np.random.default_rng(7)
    codes = ["A", "B", "C"]
    lines = []
    for temperature in (calibrate.TEMPERATURES[0], 0.6, calibrate.TEMPERATURES[1]):
        # Three decimals, so that few digits tell a float32.
        chosen = np.eye(3)[draw.integers(0, 3, TICKETS)]
        logits = draw.normal(0, 0.2, (TICKETS, 3)) + chosen * draw.uniform(0.4, 2.2, (TICKETS, 1))
        logits, distance = np.float32(logits.round(3)), np.float32(draw.normal(10, 1, TICKETS).round(3))
        scores = calibrate.Scores(logits, distance, np.zeros(TICKETS, int))
        outside = {"bias": -14.0, "distance": 1.0, "logSumExp": -0.5, "threshold": 0.06}
        chances = calibrate.probabilities(scores, temperature)
        # That of a ticket, as it always is. At the lowest temperature it is 1 to the service, as many others are.
        threshold = float(np.median(chances.max(-1)[1:]))
        thresholds = {"global": {"threshold": threshold}, "perCategory": {}}
        calibration = {"temperature": temperature, "outOfTaxonomy": outside, "thresholds": thresholds}
        columns = {
            "logits": in_few_digits(logits),
            "distance": in_few_digits(distance),
            "probabilities": in_few_digits(chances),
            "outOfTaxonomy": in_few_digits(calibrate.outside_scores(scores, outside)),
            "isAccepted": accepts(scores, calibration, codes).tolist(),
        }
        tickets = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        lines.append({"codes": codes, "calibration": calibration, "tickets": tickets})
    return jsonl(lines)


def in_few_digits(values: np.ndarray) -> list:
    """As many digits as tell a float32 from its neighbours; it stays what it is when it is read as one."""
    if values.ndim > 1:
        return [in_few_digits(row) for row in values]
    assert (values == np.float32(values)).all()
    return [float(str(value)) for value in np.float32(values)]


def jsonl(lines: list[dict]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


if __name__ == "__main__":
    TEXTS.write_text(text_lines(), encoding="utf-8")
    SCORES.write_text(score_lines(), encoding="utf-8")
