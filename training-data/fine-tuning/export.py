"""Write the trained classifier as one ONNX file that the service runs."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from transformers import AutoConfig, AutoModel

from classifier import ScoringGraph, TicketClassifier, load_encoder, run_classifier, side_by_side
from encode import PAD_TO_MULTIPLE_OF, equal_length_batches, pad_batch
from quantise import quantise
from tickets import InputError, in_a_line

OPSET = 17
SAMPLE = 128
EXPORTABLE = "BERT, MPNet, XLM-RoBERTa, DistilBERT and ELECTRA are known to work"


def export(
    model: TicketClassifier, statistics: tuple[np.ndarray, np.ndarray], rows: list[list[int]], pad: int, path: Path
) -> Path:
    """int8 graph: input_ids, attention_mask int64 [batch, tokens] → logits, embedding, distance float32.

    `statistics` come from `fit_distance`; `rows` are the token ids of train, a sample of which is measured.
    The distance part stays in float32.
    """
    sample = rows[:: max(1, len(rows) // SAMPLE)][:SAMPLE]
    float_path = path.with_suffix(".float.onnx")
    export_float(model, statistics, float_path)
    quantised = quantise(onnx.load(float_path), lambda graph, names: channel_maxima(graph, names, sample, pad))
    float_path.unlink()
    onnx.save(quantised, path)
    return path


def check_loadable(base: str, name: str) -> None:
    """Refuse a base that has a tokenizer and no encoder beside it: a released model, a folder without its weights."""
    try:
        load_encoder(base)
    except Exception as error:  # of many kinds, as what is missing or damaged
        reason = (
            f"cannot be loaded as an encoder ({in_a_line(error)}); a base is a hub id, or a folder with config.json, "
            f"weights and tokenizer.json; {EXPORTABLE}"
        )
        raise InputError(name, None, reason) from error


def check_positions(base: str, name: str, max_tokens: int) -> None:
    """Refuse more tokens than the encoder has positions for, which its tokenizer need not know."""
    try:
        with torch.device("meta"):
            encoder = AutoModel.from_config(AutoConfig.from_pretrained(base))
    except Exception:  # whatever it is, `check_loadable` fails of it too, and says what
        return
    tables = [
        part
        for path, part in encoder.named_modules()
        if path.endswith("position_embeddings") and isinstance(part, torch.nn.Embedding)
    ]
    for table in tables:
        # The kinds after RoBERTa count from behind the padding's own position.
        positions = table.num_embeddings - (0 if table.padding_idx is None else table.padding_idx + 1)
        most = positions // PAD_TO_MULTIPLE_OF * PAD_TO_MULTIPLE_OF
        if max_tokens > most:
            raise InputError(name, None, f"has positions for {most} tokens; --max-tokens {max_tokens} is too many")


def rows_to_try(rows: list[list[int]], max_tokens: int) -> list[list[int]]:
    """Nine rows of unequal length, the first as long as any that will be scored: training reads less of its tickets."""
    by_length = sorted(rows, key=len, reverse=True)
    longest = by_length[0]
    words = longest[1:-1] or longest[:1]
    body = (words * -(-max_tokens // len(words)))[: max_tokens - 2]
    return [[longest[0], *body, longest[-1]], *by_length[:: -(-len(rows) // 8)]]


def check_exportable(bases: list[str], name: str, rows: list[list[int]], pad: int, path: Path) -> None:
    """Refuse an encoder, or several side by side, whose graph would not answer as PyTorch does, before the training.

    `rows` should be of unequal length: what goes wrong is mostly the padding. `path` is written and removed.
    """
    try:
        model = side_by_side([TicketClassifier(load_encoder(base), 2) for base in bases])
        dim = model.head.in_features
        export_float(model, (np.eye(dim), np.zeros((2, dim))), path)
        _, expected = run_classifier(model, rows, pad)
        input_ids, attention_mask = (part.numpy() for part in pad_batch(rows, pad))
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        (found,) = session.run(["embedding"], {"input_ids": input_ids, "attention_mask": attention_mask})
        quantise(onnx.load(path), lambda graph, names: channel_maxima(graph, names, rows, pad))
    except Exception as error:  # of many kinds: each architecture fails in a place of its own
        reason = f"cannot be exported ({in_a_line(error)}); {EXPORTABLE}"
        raise InputError(name, None, reason) from error
    finally:
        path.unlink(missing_ok=True)
    if np.abs(found - expected).max() > 1e-3:
        raise InputError(name, None, f"answers otherwise as an ONNX graph than in PyTorch; {EXPORTABLE}")


def channel_maxima(model: onnx.ModelProto, names: list[str], rows: list[list[int]], pad: int) -> dict[str, np.ndarray]:
    """Largest absolute value of each channel, [dim], of the named [batch, tokens, dim] tensors over `rows`."""
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    probe.graph.output.extend(onnx.helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None) for n in names)
    session = onnxruntime.InferenceSession(probe.SerializeToString(), providers=["CPUExecutionProvider"])
    maxima: dict[str, np.ndarray] = {}
    for batch in equal_length_batches(rows, 8) if names else ():
        input_ids, attention_mask = (part.numpy() for part in pad_batch([rows[index] for index in batch], pad))
        values = session.run(names, {"input_ids": input_ids, "attention_mask": attention_mask})
        for name, value in zip(names, values, strict=True):
            largest = np.abs(value[attention_mask > 0]).max(0)
            maxima[name] = np.maximum(maxima.get(name, 0), largest)
    return maxima


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
