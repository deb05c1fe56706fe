"""The labelled training tickets by embedding: `similar-tickets.jsonl` and `similar-tickets.i8` of the model folder.

Embedded by the exported int8 graph from the text that the service would give it, so that a ticket which comes in is
compared with like. `service/escalate/similar-tickets.ts` searches them.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import onnxruntime

from encode import TicketEncoder, equal_length_batches, pad_batch
from prepare import AsRead
from tickets import Ticket, has_text

TICKETS, EMBEDDINGS = "similar-tickets.jsonl", "similar-tickets.i8"
MOST_CHARACTERS = 500
BATCH_SIZE = 8


def write_index(
    folder: Path,
    tickets: list[Ticket],
    encoder: TicketEncoder,
    session: onnxruntime.InferenceSession,
    as_read: AsRead,
) -> dict:
    """Write both files, tickets in the given order, and return the manifest's `similarTickets`.

    `tickets` are those that were learnt, out-of-taxonomy ones included; those without a letter or digit are left out.
    """
    texts = [text for text in as_read(tickets) if has_text(text)]
    # Training may read less of a ticket (`train_tokens`); the service reads all that fits.
    rows = encoder.encode([(text.subject, text.body) for text in texts])
    embeddings = to_int8(embed(session, rows, encoder.pad))
    lines = [as_line(text) for text in texts]
    content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    (folder / TICKETS).write_text(content, encoding="utf-8")
    (folder / EMBEDDINGS).write_bytes(embeddings.tobytes())
    return {"count": len(lines), "dimension": embeddings.shape[1]}


def as_line(text: Ticket) -> dict:
    """The text as it is shown, and the names in it that a mask could not tell from it alone (`signalbox clean`)."""
    line = {"id": text.id, "label": text.label, "subject": text.subject, "body": shorten(text.body, MOST_CHARACTERS)}
    is_whole = line["body"] == text.body
    shown = f"{line['subject']}\n{line['body']}"
    names = [known for known in text.given_away if is_whole or known["value"] in shown]
    return line | ({"givenAway": names} if names else {})


def embed(session: onnxruntime.InferenceSession, rows: list[list[int]], pad: int) -> np.ndarray:
    """Embeddings [rows, dim] float32 of length 1, in the order of `rows`; a batch holds one padded length."""
    embeddings: list = [None] * len(rows)
    for batch in equal_length_batches(rows, BATCH_SIZE):
        input_ids, attention_mask = pad_batch([rows[index] for index in batch], pad)
        feeds = {"input_ids": input_ids.numpy(), "attention_mask": attention_mask.numpy()}
        for index, embedding in zip(batch, session.run(["embedding"], feeds)[0], strict=True):
            embeddings[index] = embedding
    return np.stack(embeddings)


def to_int8(embeddings: np.ndarray) -> np.ndarray:
    """round(127·x), halves up, as `Math.round` of the service does it."""
    return np.floor(127 * embeddings.astype(np.float64) + 0.5).astype(np.int8)


def shorten(text: str, most: int) -> str:
    """At most `most` characters, cut after a word where there is one, with an ellipsis for what is gone."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    # The last word may have been cut through, unless white space follows it.
    words = cut if text[most - 1].isspace() else re.sub(r"\S+$", "", cut) or cut
    return words.rstrip() + "…"
