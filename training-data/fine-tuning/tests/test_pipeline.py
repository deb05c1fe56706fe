import hashlib
import json
import shutil

import pytest
import torch
from conftest import write_jsonl

import evaluate
import pipeline
import release
import train as training


@pytest.fixture
def arguments(toy, tiny_base):
    def build(*more: str) -> list[str]:
        return [
            *("--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--out", str(toy / "model")),
            *("--base", tiny_base, "--runs", str(toy / "runs"), "--epochs", "3", "--no-clean", *more),
        ]

    return build


@pytest.mark.parametrize("method", ["full", "lora"])
def test_a_run_releases_a_complete_model_folder(toy, arguments, method):
    assert pipeline.main(arguments("--method", method)) == 0
    folder = toy / "model"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["labels"] == ["PAY", "TERM", "API"]
    assert manifest["method"] == method
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert {path.name for path in folder.iterdir()} == {*manifest["files"], "manifest.json"}
    assert len((folder / "parity.jsonl").read_text().splitlines()) == 48
    assert json.loads((folder / "calibration.json").read_text())["temperature"] > 0
    # Nothing is left of the run but the release.
    assert not (toy / "model.new").exists() and not any((toy / "runs").iterdir())


def test_evaluate_repeats_the_metrics_of_the_release(toy, arguments):
    pipeline.main(arguments())
    out = toy / "metrics.json"
    tickets = ["--tickets", str(toy / "tickets/test.jsonl"), "--json", str(out), "--no-clean"]
    assert pipeline.main(["evaluate", "--model", str(toy / "model"), *tickets]) == 0
    released = json.loads((toy / "model/manifest.json").read_text())["metrics"]["test"]
    repeated = json.loads(out.read_text())
    assert {key: repeated[key] for key in released} == released


def test_recalibrating_keeps_the_graph_and_moves_the_thresholds(toy, arguments):
    pipeline.main(arguments())
    folder = toy / "model"
    graph, before = (folder / "model.onnx").read_bytes(), json.loads((folder / "calibration.json").read_text())
    common = ["--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main(["recalibrate", "--model", str(folder), *common, "--target-error", "0.5"]) == 0
    after = json.loads((folder / "calibration.json").read_text())
    assert (folder / "model.onnx").read_bytes() == graph
    assert (before["thresholds"]["targetError"], after["thresholds"]["targetError"]) == (0.02, 0.5)
    assert after["temperature"] == before["temperature"]
    for name, digest in json.loads((folder / "manifest.json").read_text())["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_calibration_tickets_of_writers_who_wrote_nothing_in_train_are_reported_apart(toy, arguments, monkeypatch):
    monkeypatch.setattr(evaluate, "FEWEST_UNSEEN", 9)
    for split, writers in (("train", "ab"), ("calibration", "bc")):
        path = toy / f"tickets/{split}.jsonl"
        tickets = [json.loads(line) for line in path.read_text().splitlines()]
        write_jsonl(path, [ticket | {"writer": writers[number % 8 < 4]} for number, ticket in enumerate(tickets)])
    assert pipeline.main(arguments()) == 0
    unseen = json.loads((toy / "model/manifest.json").read_text())["metrics"]["unseenWriters"]
    # Twelve of the 24 are by `c`; every fourth has no category.
    assert (unseen["writers"], unseen["n"], unseen["outOfTaxonomy"]["n"]) == (["c"], 9, 3)
    assert "## Writers it has not read" in (toy / "model/README.md").read_text()


def test_bad_input_ends_with_code_2_and_leaves_nothing(toy, arguments, capsys):
    with (toy / "tickets/test.jsonl").open("a") as file:
        file.write('{"id": "x", "body": "b", "label": "NOPE"}\n')
    assert pipeline.main(arguments()) == 2
    assert "test.jsonl:25: label 'NOPE' is not a code of the taxonomy" in capsys.readouterr().err
    assert not (toy / "model").exists() and not (toy / "runs").exists()


def test_when_int8_and_pytorch_disagree_then_the_old_release_stays(toy, arguments, monkeypatch, capsys):
    (toy / "model").mkdir()
    (toy / "model/old").write_text("as it was")
    other = torch.eye(3)[[number % 3 for number in range(24)]].numpy()
    monkeypatch.setattr(pipeline, "run_classifier", lambda model, rows, pad: (other, None))
    assert pipeline.main(arguments()) == 1
    assert "not released" in capsys.readouterr().err
    assert [path.name for path in (toy / "model").iterdir()] == ["old"]


def test_a_graph_that_is_too_large_is_not_released(toy, arguments, monkeypatch):
    monkeypatch.setattr(release, "MAX_BYTES", 1000)
    assert pipeline.main(arguments()) == 1
    assert not (toy / "model").exists()


def test_missing_splits_are_carved_out_of_train_and_said_aloud(toy, arguments, capsys):
    for split in ("validation", "calibration", "test"):
        (toy / f"tickets/{split}.jsonl").unlink()
    assert pipeline.main(arguments()) == 0
    assert "No validation, calibration, test file" in capsys.readouterr().out


def test_one_file_is_enough(toy, arguments, capsys):
    command = arguments()
    command[command.index("--tickets") + 1] = str(toy / "tickets/train.jsonl")
    (toy / "tickets/test.jsonl").write_text("not to be read\n")
    assert pipeline.main(command) == 0
    assert "beside train.jsonl" in capsys.readouterr().out


def test_empty_bodies_and_single_examples_are_handled(toy, arguments, capsys):
    with (toy / "taxonomy.yaml").open("a") as file:
        file.write("  - code: RARE\n    name: rare\n  - code: NEVER\n    name: never\n")
    with (toy / "tickets/train.jsonl").open("a") as file:
        file.write('{"id": "e", "subject": null, "body": "", "label": "PAY"}\n')
        file.write('{"id": "r", "subject": null, "body": "unicorn", "label": "RARE"}\n')
    assert pipeline.main(arguments()) == 0
    said = capsys.readouterr().out
    assert "1 training tickets without any text are left out" in said
    assert "No training ticket for NEVER" in said and "A single training ticket for RARE" in said


def test_augmented_tickets_join_train_only(toy, arguments):
    write_jsonl(toy / "tickets/augmented.jsonl", [{"id": "aug", "body": "payout late", "label": "PAY"}])
    pipeline.main(arguments())
    counts = json.loads((toy / "model/manifest.json").read_text())["data"]["counts"]
    assert sum(counts["train"].values()) == 97 and sum(counts["test"].values()) == 24


def test_an_interrupted_run_goes_on_to_the_same_model(toy, arguments, monkeypatch):
    pipeline.main(arguments())
    whole = json.loads((toy / "model/manifest.json").read_text())["history"]
    shutil.rmtree(toy / "model")
    scored, calls = training.macro_f1, []

    def interrupt(*parts):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return scored(*parts)

    monkeypatch.setattr(training, "macro_f1", interrupt)
    with pytest.raises(KeyboardInterrupt):
        pipeline.main(arguments())
    monkeypatch.setattr(training, "macro_f1", scored)
    assert pipeline.main(arguments()) == 0
    assert json.loads((toy / "model/manifest.json").read_text())["history"] == whole
