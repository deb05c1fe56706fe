"""What is done with a released folder: replaced whole or not at all, measured, calibrated anew."""

import hashlib
import json

import numpy as np
import pytest
import torch
from conftest import write_jsonl

import evaluate
import pipeline
import release


def test_evaluate_repeats_the_metrics_of_the_release(toy, arguments):
    pipeline.main(arguments())
    out = toy / "metrics.json"
    tickets = ["--tickets", str(toy / "tickets/test.jsonl"), "--json", str(out), "--no-clean"]
    assert pipeline.main(["evaluate", "--model", str(toy / "model"), *tickets]) == 0
    released = json.loads((toy / "model/manifest.json").read_text())["metrics"]["test"]
    repeated = json.loads(out.read_text())
    assert {key: repeated[key] for key in released} == released
    assert repeated["trainedOn"] == 0


def test_evaluate_says_what_the_model_was_trained_on(toy, arguments, capsys):
    pipeline.main(arguments())
    tickets = ["--tickets", str(toy / "tickets/train.jsonl"), "--json", str(toy / "metrics.json"), "--no-clean"]
    assert pipeline.main(["evaluate", "--model", str(toy / "model"), *tickets]) == 0
    assert "96 of 96 tickets were trained on" in capsys.readouterr().err
    assert json.loads((toy / "metrics.json").read_text())["trainedOn"] == 96


def test_recalibrating_keeps_the_graph_and_moves_the_thresholds(toy, arguments):
    pipeline.main(arguments())
    folder = toy / "model"
    graph, before = (folder / "model.onnx").read_bytes(), json.loads((folder / "calibration.json").read_text())
    version = json.loads((folder / "manifest.json").read_text())["version"]
    common = ["--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--no-clean"]
    (toy / "notes.md").write_text("## Comparisons\n\nA coin: 0.33\n")
    more = ["--target-error", "0.5", "--notes", str(toy / "notes.md")]
    assert pipeline.main(["recalibrate", "--model", str(folder), *common, *more]) == 0
    assert "A coin: 0.33" in (folder / "README.md").read_text()
    after = json.loads((folder / "calibration.json").read_text())
    assert (folder / "model.onnx").read_bytes() == graph
    assert (before["thresholds"]["targetError"], after["thresholds"]["targetError"]) == (0.02, 0.5)
    assert after["temperature"] == before["temperature"]
    # Events name the version: other thresholds must not go by the same name.
    assert json.loads((folder / "manifest.json").read_text())["version"] != version
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


def test_a_model_is_never_recalibrated_on_what_it_was_trained_on(toy, arguments, capsys):
    pipeline.main(arguments())
    before = (toy / "model/manifest.json").read_bytes()
    tickets = toy / "tickets"
    common = ["--model", str(toy / "model"), "--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(tickets)]
    train, calibration = (tickets / f"{split}.jsonl" for split in ("train", "calibration"))
    lines = [json.loads(line) for line in (train.read_text() + calibration.read_text()).splitlines()]
    write_jsonl(calibration, [line | {"id": f"c{number}"} for number, line in enumerate(lines)])
    assert pipeline.main(["recalibrate", *common]) == 2
    assert "96 of 120 calibration tickets were trained on" in capsys.readouterr().err
    calibration.unlink()
    assert pipeline.main(["recalibrate", *common]) == 2
    assert "has no calibration.jsonl" in capsys.readouterr().err
    assert (toy / "model/manifest.json").read_bytes() == before


def test_a_folder_that_is_no_model_is_never_replaced(toy, arguments, capsys):
    (toy / "model").mkdir()
    (toy / "model/thesis.txt").write_text("years of work")
    assert pipeline.main(arguments()) == 2
    assert "is no released model" in capsys.readouterr().err
    assert (toy / "model/thesis.txt").read_text() == "years of work"


def test_after_a_crash_between_the_two_renames_the_former_model_is_back(toy):
    (toy / "model.old").mkdir()
    (toy / "model.old/manifest.json").write_text("{}")
    (toy / "model.new").mkdir()
    release.check_out(toy / "model")
    assert (toy / "model/manifest.json").exists()
    assert not (toy / "model.old").exists() and not (toy / "model.new").exists()


@pytest.mark.parametrize("command", ["recalibrate", "index"])
def test_other_commands_too_find_the_former_model_after_such_a_crash(toy, arguments, command):
    pipeline.main(arguments())
    (toy / "model").rename(toy / "model.old")
    taxonomy = ["--taxonomy", str(toy / "taxonomy.yaml")] if command == "recalibrate" else []
    common = ["--model", str(toy / "model"), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main([command, *common, *taxonomy]) == 0
    assert (toy / "model/manifest.json").exists() and not (toy / "model.old").exists()


def test_the_card_tells_of_pairs_in_the_files_that_it_was_measured_on(toy, arguments):
    def recalibrated_card() -> str:
        common = ["--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--no-clean"]
        assert pipeline.main(["recalibrate", "--model", str(toy / "model"), *common]) == 0
        return (toy / "model/README.md").read_text()

    pipeline.main(arguments())
    train, test = (toy / f"tickets/{split}.jsonl" for split in ("train", "test"))
    clean = test.read_text()
    near = json.loads(clean.splitlines()[0]) | {
        "id": "near",
        "body": "no paper comes out since the storm of monday night",
    }
    nearer = near | {"id": "nearer", "body": near["body"] + " again"}
    write_jsonl(train, [*map(json.loads, train.read_text().splitlines()), nearer])
    write_jsonl(test, [*map(json.loads, clean.splitlines()), near])
    assert "1 pairs of near-duplicates" in recalibrated_card()
    test.write_text(clean)
    assert "pairs of near-duplicates" not in recalibrated_card()


@pytest.mark.parametrize("broken", ["manifest.json", "calibration.json"])
def test_a_folder_with_a_broken_part_is_refused_by_name(toy, arguments, capsys, broken):
    pipeline.main(arguments())
    (toy / "model" / broken).write_text("{")
    tickets = ["--tickets", str(toy / "tickets/test.jsonl"), "--no-clean"]
    assert pipeline.main(["evaluate", "--model", str(toy / "model"), *tickets]) == 2
    assert f"is not a released model folder ({broken}" in capsys.readouterr().err


def test_evaluate_names_what_a_crash_left(toy, arguments, capsys):
    pipeline.main(arguments())
    (toy / "model").rename(toy / "model.old")
    tickets = ["--tickets", str(toy / "tickets/test.jsonl"), "--no-clean"]
    assert pipeline.main(["evaluate", "--model", str(toy / "model"), *tickets]) == 2
    assert f"{toy / 'model.old'} is what a crash left of one, rename it" in capsys.readouterr().err


def test_an_error_while_a_release_is_written_leaves_the_old_one_and_nothing_beside_it(toy, arguments, monkeypatch):
    pipeline.main(arguments())
    before = (toy / "model/manifest.json").read_bytes()

    def full_disk(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(release, "write_parity", full_disk)
    with pytest.raises(OSError, match="no space"):
        pipeline.main(arguments("--seed", "2"))
    assert (toy / "model/manifest.json").read_bytes() == before and not (toy / "model.new").exists()


@pytest.mark.parametrize(("different", "allowed"), [(3, True), (4, False)])
def test_a_small_test_split_does_not_refuse_a_healthy_graph(different, allowed):
    logits = np.eye(2)[np.zeros(250, int)]
    other = np.eye(2)[(np.arange(250) < different).astype(int)]
    if allowed:
        assert release.check_agreement(other, logits)["disagreement"] == different / 250
    else:
        with pytest.raises(release.ReleaseRefused, match="3 allowed"):
            release.check_agreement(other, logits)


def test_scores_that_are_no_numbers_are_never_released():
    with pytest.raises(release.ReleaseRefused, match="no numbers"):
        release.check_agreement(np.full((5, 2), np.nan), np.full((5, 2), np.nan))


def test_when_int8_and_pytorch_disagree_then_the_old_release_stays(toy, arguments, monkeypatch, capsys):
    (toy / "model").mkdir()
    (toy / "model/manifest.json").write_text("as it was")
    other = torch.eye(3)[[number % 3 for number in range(24)]].numpy()
    monkeypatch.setattr(pipeline, "run_classifier", lambda model, rows, pad: (other, None))
    assert pipeline.main(arguments()) == 1
    assert "not released" in capsys.readouterr().err
    assert [path.name for path in (toy / "model").iterdir()] == ["manifest.json"]


def test_the_manifest_names_the_commit_at_which_the_training_began(tmp_path, monkeypatch):
    monkeypatch.setattr(release, "code_version", lambda: {"commit": "first", "modified": False})
    began = release.code_at_start(tmp_path)
    monkeypatch.setattr(release, "code_version", lambda: {"commit": "later", "modified": False})
    assert release.code_at_start(tmp_path) == began == {"commit": "first", "modified": False}
