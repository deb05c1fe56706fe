"""Text to token ids as `service/classify` makes them in TypeScript, and batches of equal padded length.

The two agree but for characters that one knows from a newer Unicode than the other.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import torch
from transformers import AutoTokenizer

from tickets import InputError, in_a_line

PAD_TO_MULTIPLE_OF = 8
CHARACTERS_PER_TOKEN = 24
LONGEST_WORD = 100
"""WordPiece makes one unknown token of a longer word."""
# The rest of a word that the cut went through, unless it is an unknown one anyhow. White space is what it is in both
# languages: their `\s` differ.
WORD_AT_END = re.compile(rf"(?<=[ \t\r\n])[^ \t\r\n]{{1,{LONGEST_WORD}}}\Z")
WORD_AT_START = re.compile(rf"\A[^ \t\r\n]{{1,{LONGEST_WORD}}}(?=[ \t\r\n])")


class TicketEncoder:
    """[CLS] + subject + body + [SEP]; too long a ticket loses the middle of its body, not its end."""

    def __init__(self, base: str | Path, max_tokens: int):
        try:
            self.tokenizer = AutoTokenizer.from_pretrained(str(base))
            self.backend = self.tokenizer.backend_tokenizer
            # Published tokenizers often carry a truncation of their own, which would cut before we do.
            self.backend.no_truncation()
            self.backend.no_padding()
        except Exception as error:  # of many kinds, as what is missing or damaged
            reason = (
                "has no tokenizer that can be used; a folder of an encoder needs a tokenizer.json"
                if os.path.isdir(base)
                else "is no folder of an encoder, nor does a model hub give one of this name"
            )
            raise InputError(base, None, f"{reason} ({in_a_line(error)})") from error
        self.max_tokens = max_tokens
        most = self.tokenizer.model_max_length
        if max_tokens > most:
            raise InputError(base, None, f"reads at most {most} tokens; --max-tokens {max_tokens} is too many")
        self.cls, self.sep = self.tokenizer.cls_token_id, self.tokenizer.sep_token_id
        self.pad = self.tokenizer.pad_token_id
        if None in (self.cls, self.sep, self.pad):
            raise InputError(base, None, "has a tokenizer without classification, separator or padding token")
        if self.backend.encode("").ids != [self.cls, self.sep]:
            # The service takes the two from there.
            reason = (
                "has a tokenizer.json that does not put its classification token before a text and its separator after "
                "it, as the service does; give it a `post_processor` that does"
            )
            raise InputError(base, None, reason)

    def encode(self, texts: list[tuple[str, str]], most: int | None = None) -> list[list[int]]:
        """(subject, body) pairs → token ids, at most `most` each, which is `max_tokens` or less."""
        # As much as the service lets its tokenizer see, however little of it is kept here.
        window = self.max_tokens - 2
        subjects = self.backend.encode_batch([shortened(text, window) for text, _ in texts], add_special_tokens=False)
        bodies = self.backend.encode_batch([shortened(text, window) for _, text in texts], add_special_tokens=False)
        budget = min(most or self.max_tokens, self.max_tokens) - 2
        return [
            [self.cls, *fit(subject.ids, body.ids, budget), self.sep]
            for subject, body in zip(subjects, bodies, strict=True)
        ]


def shortened(text: str, tokens: int) -> str:
    """Cut the middle out of a text that is much longer than `tokens` tokens; the rule of `encode-text.ts`.

    Lengths are counted in UTF-16 units, as JavaScript does.
    """
    half = tokens * CHARACTERS_PER_TOKEN
    if len(text) <= half:
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * 2 * half:
        return text
    # `ignore` leaves out half of a character at the cut.
    head = units[: 2 * half].decode("utf-16-le", "ignore")
    tail = units[-2 * half :].decode("utf-16-le", "ignore")
    return WORD_AT_END.sub("", head) + " " + WORD_AT_START.sub("", tail)


def fit(subject: list[int], body: list[int], budget: int) -> list[int]:
    """Cut to `budget` tokens: a quarter at most for the subject; of the body the first 70 % and the end."""
    if len(subject) + len(body) <= budget:
        return subject + body
    subject = subject[: budget // 4]
    room = budget - len(subject)
    if len(body) <= room:
        return subject + body
    head = room * 7 // 10
    return subject + body[:head] + body[len(body) - (room - head) :]


def padded_length(length: int) -> int:
    return -(-length // PAD_TO_MULTIPLE_OF) * PAD_TO_MULTIPLE_OF


def pad_batch(rows: list[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of token ids → (input_ids, attention_mask), int64 [batch, tokens], tokens a multiple of 8."""
    tokens = padded_length(max(len(row) for row in rows))
    input_ids = torch.full((len(rows), tokens), pad, dtype=torch.int64)
    attention_mask = torch.zeros((len(rows), tokens), dtype=torch.int64)
    for index, row in enumerate(rows):
        input_ids[index, : len(row)] = torch.tensor(row)
        attention_mask[index, : len(row)] = 1
    return input_ids, attention_mask


def equal_length_batches(rows: list[list[int]], batch_size: int) -> Iterator[list[int]]:
    """Indices of batches whose rows share one padded length: how the service packs, and how scores are made."""
    by_length: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        by_length.setdefault(padded_length(len(row)), []).append(index)
    for length in sorted(by_length):
        indices = by_length[length]
        for start in range(0, len(indices), batch_size):
            yield indices[start : start + batch_size]


def bucketed_batches(rows: list[list[int]], batch_size: int, generator: random.Random) -> list[list[int]]:
    """Shuffled training batches of similar length: sorted within pools of 50 batches, so little is padded."""
    indices = list(range(len(rows)))
    generator.shuffle(indices)
    batches = []
    pool = batch_size * 50
    for start in range(0, len(indices), pool):
        chunk = sorted(indices[start : start + pool], key=lambda index: len(rows[index]))
        batches += [chunk[at : at + batch_size] for at in range(0, len(chunk), batch_size)]
    generator.shuffle(batches)
    return batches
