"""Scores of an exported graph, computed the way the service computes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime

from calibrate import Scores
from encode import equal_length_batches, pad_batch
from prepare import Examples


def open_graph(path: Path, threads: int = 2) -> onnxruntime.InferenceSession:
    """A CPU session with the options of the service (`service/classify`)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def score_rows(
    session: onnxruntime.InferenceSession, rows: list[list[int]], pad: int, batch_size: int = 8
) -> tuple[np.ndarray, np.ndarray]:
    """Logits [rows, labels] and distances [rows], in the order of `rows`; a batch holds one padded length."""
    logits: list = [None] * len(rows)
    distance = np.zeros(len(rows), np.float32)
    for batch in equal_length_batches(rows, batch_size):
        input_ids, attention_mask = pad_batch([rows[index] for index in batch], pad)
        feeds = {"input_ids": input_ids.numpy(), "attention_mask": attention_mask.numpy()}
        batch_logits, batch_distance = session.run(["logits", "distance"], feeds)
        for place, index in enumerate(batch):
            logits[index] = batch_logits[place]
            distance[index] = batch_distance[place]
    return np.stack(logits), distance


def score(session: onnxruntime.InferenceSession, examples: Examples, pad: int) -> Scores:
    logits, distance = score_rows(session, examples.rows, pad)
    return Scores(logits, distance, examples.labels)
