"""Write the trained classifier as one ONNX file that the service runs."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import torch

from classifier import ScoringGraph, TicketClassifier
from quantise import quantise

OPSET = 17


def export(model: TicketClassifier, statistics: tuple[np.ndarray, np.ndarray], path: Path) -> Path:
    """int8 graph: input_ids, attention_mask int64 [batch, tokens] → logits, embedding, distance float32.

    `statistics` come from `fit_distance`. The distance part stays in float32.
    """
    float_path = path.with_suffix(".float.onnx")
    export_float(model, statistics, float_path)
    onnx.save(quantise(onnx.load(float_path)), path)
    float_path.unlink()
    return path


def export_float(model: TicketClassifier, statistics: tuple[np.ndarray, np.ndarray], path: Path) -> None:
    # Fused attention kernels of PyTorch have no ONNX form.
    model.encoder.set_attn_implementation("eager")
    graph = ScoringGraph(model, *statistics).eval()
    example = torch.ones((2, 8), dtype=torch.int64)
    inputs, outputs = ["input_ids", "attention_mask"], ["logits", "embedding", "distance"]
    axes = {name: {0: "batch", 1: "tokens"} for name in inputs} | {name: {0: "batch"} for name in outputs}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph,
            (example, example),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            input_names=inputs,
            output_names=outputs,
            dynamic_axes=axes,
        )
