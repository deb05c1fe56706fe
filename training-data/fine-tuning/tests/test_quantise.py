import numpy as np
import onnx
import pytest
import torch

from classifier import ScoringGraph, TicketClassifier, fit_distance, load_encoder
from encode import pad_batch
from export import export
from quantise import constant_arrays, weight_matmuls
from score import open_graph


@pytest.fixture(scope="module")
def exported(tiny_base, tmp_path_factory):
    torch.manual_seed(1)
    model = TicketClassifier(load_encoder(tiny_base), 5).eval()
    draw = np.random.default_rng(0)
    embeddings = draw.normal(size=(50, 32))
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    statistics = fit_distance(embeddings.astype(np.float32), np.arange(50) % 5)
    path = export(model, statistics, texts_of(24), 0, tmp_path_factory.mktemp("graph") / "model.onnx")
    return ScoringGraph(model, *statistics).eval(), open_graph(path), path


def texts_of(length: int, count: int = 10) -> list[list[int]]:
    draw = np.random.default_rng(length)
    return [draw.integers(1000, 20000, length - int(draw.integers(0, 7))).tolist() for _ in range(count)]


def run(session, rows) -> list[np.ndarray]:
    input_ids, attention_mask = pad_batch(rows, 0)
    return session.run(None, {"input_ids": input_ids.numpy(), "attention_mask": attention_mask.numpy()})


def test_every_weight_of_the_encoder_is_int8(exported):
    graph = onnx.load(exported[2]).graph
    assert weight_matmuls(graph, constant_arrays(graph)) == []
    # Two layers of four or more: query, key and value (one where they can be joined), output, feed-forward.
    assert sum(node.op_type == "MatMulInteger" for node in graph.node) >= 2 * 4
    tables = [array for array in constant_arrays(graph).values() if array.ndim == 2 and len(array) > 10_000]
    assert [table.dtype for table in tables] == [np.int8, np.float32] and tables[1].shape[1] == 1


def test_the_graph_computes_what_pytorch_computes(exported):
    graph, session, _ = exported
    rows = texts_of(24)
    with torch.no_grad():
        wanted = [part.numpy() for part in graph(*pad_batch(rows, 0))]
    for name, is_, should in zip(("logits", "embedding", "distance"), run(session, rows), wanted, strict=True):
        assert np.abs(is_ - should).max() < 0.03 * np.abs(should).max(), name


@pytest.mark.parametrize("length", [8, 40, 64])
def test_a_text_has_the_same_scores_bit_for_bit_whatever_its_batch_mates(exported, length):
    _, session, _ = exported
    rows = texts_of(length)
    rows[3] = [999] * length
    rows = [row for row in rows if len(row) > length - 8]
    alone = [np.concatenate(parts) for parts in zip(*(run(session, [row]) for row in rows), strict=True)]
    for size in (2, 5, 8):
        batches = [run(session, rows[start : start + size]) for start in range(0, len(rows), size)]
        together = [np.concatenate(parts) for parts in zip(*batches, strict=True)]
        for one, other in zip(alone, together, strict=True):
            assert np.array_equal(one, other)


def test_the_distance_is_mahalanobis_to_the_nearest_category():
    draw = np.random.default_rng(2)
    labels = np.arange(600) % 3
    spread = np.diag([1.0, 3.0, 0.5])
    points = draw.normal(size=(600, 3)) @ spread + np.eye(3)[labels] * 10
    whitening, means = fit_distance(points, labels)
    probe = np.array([10.0, 6.0, 0.0])
    distance = np.linalg.norm(probe @ whitening - means, axis=1).min()
    assert distance == pytest.approx(2.0, rel=0.15)
