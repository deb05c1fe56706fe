import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from transformers import (
    AutoTokenizer,
    BertConfig,
    BertModel,
    DebertaV2Config,
    DebertaV2Model,
    ModernBertConfig,
    ModernBertModel,
    MPNetConfig,
    RobertaConfig,
)

from bases import ALL_MINILM, locate
from classifier import TicketClassifier, load_encoder, run_classifier, side_by_side
from encode import pad_batch
from export import check_exportable, check_positions, export, rows_to_try
from tickets import InputError

ROWS = [[101, *range(1000, 1000 + length), 102] for length in (1, 3, 9, 14)]
SHAPE = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)


def check(base, tmp_path):
    check_exportable([str(base)], "some-base", ROWS, 0, tmp_path / "try.onnx")


def test_a_bert_passes_and_leaves_nothing_behind(tiny_base, tmp_path):
    check(tiny_base, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_architecture_that_has_no_such_graph_is_refused_before_the_training(tmp_path):
    torch.manual_seed(0)
    shape = SHAPE | dict(vocab_size=30522, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1)
    ModernBertModel(ModernBertConfig(**shape, sep_token_id=2)).save_pretrained(tmp_path / "base")
    with pytest.raises(InputError, match=r"some-base: cannot be exported \(.*BERT, MPNet"):
        check(tmp_path / "base", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


def test_a_graph_that_answers_otherwise_is_refused_before_the_training(tmp_path):
    torch.manual_seed(0)
    relative = dict(relative_attention=True, position_buckets=8, pos_att_type=["p2c", "c2p"], max_relative_positions=-1)
    model = DebertaV2Model(DebertaV2Config(vocab_size=30522, **SHAPE, **relative))
    model.save_pretrained(tmp_path / "base")
    with pytest.raises(InputError, match=r"some-base: (answers otherwise as an ONNX graph|cannot be exported)"):
        check(tmp_path / "base", tmp_path)


@pytest.mark.parametrize(
    ("config", "positions", "most"),
    [
        (BertConfig, 64, 64),
        (BertConfig, 61, 56),  # rows are padded to a multiple of eight
        (RobertaConfig, 66, 64),  # positions begin behind that of the padding, which is 1
        (MPNetConfig, 66, 64),
    ],
)
def test_more_tokens_than_there_are_positions_are_refused(tmp_path, config, positions, most):
    config(**SHAPE, max_position_embeddings=positions).save_pretrained(tmp_path)
    check_positions(str(tmp_path), "some-base", most)
    with pytest.raises(InputError, match=f"some-base: has positions for {most} tokens; --max-tokens {most + 1} is"):
        check_positions(str(tmp_path), "some-base", most + 1)


def test_the_pipeline_refuses_them_before_it_trains(toy, arguments, tmp_path, capsys):
    from pipeline import main

    base = tmp_path / "short"
    BertModel(BertConfig(**SHAPE, max_position_embeddings=64)).save_pretrained(base)
    AutoTokenizer.from_pretrained(locate(ALL_MINILM)).save_pretrained(base)
    options = arguments()
    options[options.index("--base") + 1] = str(base)
    assert main(options) == 2
    assert "has positions for 64 tokens; --max-tokens 256 is too many" in capsys.readouterr().err
    assert not (toy / "runs").exists()


def test_the_rows_that_are_tried_hold_one_of_full_length_and_the_longest():
    rows = [[101, *range(1000, 1000 + length), 102] for length in range(30)]
    tried = rows_to_try(rows, 64)
    assert len(tried[0]) == 64 and (tried[0][0], tried[0][-1]) == (101, 102)
    assert tried[1] == rows[-1] and 8 <= len(tried) <= 9
    assert len({len(row) for row in tried}) == len(tried)
    # Texts without a word.
    assert [len(row) for row in rows_to_try([[101, 102]], 16)] == [16, 2]


def test_the_pipeline_refuses_it_too(toy, arguments, tmp_path, capsys):
    from pipeline import main

    base = tmp_path / "deberta"
    DebertaV2Model(DebertaV2Config(vocab_size=30522, **SHAPE)).save_pretrained(base)
    AutoTokenizer.from_pretrained(locate(ALL_MINILM)).save_pretrained(base)
    options = arguments()
    options[options.index("--base") + 1] = str(base)
    assert main(options) == 2
    assert "known to work" in capsys.readouterr().err
    assert not (toy / "model").exists()


def test_several_encoders_answer_with_the_mean_of_their_logits_in_one_graph(tiny_base, other_base, tmp_path):
    models = [TicketClassifier(load_encoder(base), 5).eval() for base in (tiny_base, other_base)]
    joined = side_by_side(models)
    alone = [run_classifier(model, ROWS, 0)[0] for model in models]
    logits, embeddings = run_classifier(joined, ROWS, 0)
    np.testing.assert_allclose(logits, np.mean(alone, 0), atol=1e-6)
    dim = joined.head.in_features
    graph = export(joined, (np.eye(dim), np.zeros((2, dim))), ROWS, 0, tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    for row, expected, embedding in zip(ROWS, logits, embeddings, strict=True):
        input_ids, attention_mask = (part.numpy() for part in pad_batch([row], 0))
        inputs = {"input_ids": input_ids, "attention_mask": attention_mask}
        found = session.run(["logits", "embedding"], inputs)
        np.testing.assert_allclose(found[0][0], expected, atol=0.05)
        np.testing.assert_allclose(found[1][0], embedding, atol=0.05)
    # Both tables of words are int8, and no layer of either is left in float32.
    weights = {tensor.name: tensor for tensor in onnx.load(graph).graph.initializer}
    assert sum(name.endswith("/table_int8") for name in weights) == 2
    assert max(np.prod(w.dims) for w in weights.values() if w.data_type == onnx.TensorProto.FLOAT) < 32 * 1024
