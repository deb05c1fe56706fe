import pytest
import torch
from transformers import AutoTokenizer, DebertaV2Config, DebertaV2Model, ModernBertConfig, ModernBertModel

from bases import ALL_MINILM, locate
from export import check_exportable
from tickets import InputError

ROWS = [[101, *range(1000, 1000 + length), 102] for length in (1, 3, 9, 14)]
SHAPE = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64)


def check(base, tmp_path):
    check_exportable(str(base), "some-base", ROWS, 0, tmp_path / "try.onnx")


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
