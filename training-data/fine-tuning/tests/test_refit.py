"""Training once more with the validation tickets: what is learnt, what is still held out, what keeps its place."""

import json
import shutil

import pytest
from conftest import make_toy, training_of, write_jsonl

import pipeline
import train as training
from prepare import with_validation
from tickets import Ticket


def read(folder, name):
    return json.loads((folder / name).read_text())


def common(toy):
    return ["--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--no-clean"]


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def refit_once(tiny_base, tmp_path_factory):
    toy = make_toy(tmp_path_factory.mktemp("refit"))
    assert pipeline.main(training_of(toy, tiny_base, "--refit")) == 0
    return toy / "model"


@pytest.fixture
def refitted(toy, refit_once):
    return shutil.copytree(refit_once, toy / "model")


def test_a_refit_learns_validation_and_is_as_sure_as_the_first_model(toy, arguments, refitted):
    pipeline.main([str(toy / "once") if part == str(toy / "model") else part for part in arguments()])
    once, again = read(toy / "once", "calibration.json"), read(refitted, "calibration.json")
    for what in ("temperature", "outOfTaxonomy"):
        assert again[what] == once[what]
    assert (refitted / "model.onnx").read_bytes() != (toy / "once/model.onnx").read_bytes()
    first, manifest = read(toy / "once", "manifest.json"), read(refitted, "manifest.json")
    assert manifest["metrics"]["validation"] == first["metrics"]["validation"]
    assert set(manifest["export"]["bySplit"]) == {"calibration", "test"}
    assert manifest["history"][:3] == first["history"]
    assert [record["validationMacroF1"] for record in manifest["history"][3:]] == [None] * 3
    assert manifest["similarTickets"]["count"] == first["similarTickets"]["count"] + 24
    assert manifest["data"] == first["data"]


def test_the_card_of_a_refit_says_so(refitted):
    card = (refitted / "README.md").read_text()
    assert "then trained once more, with the validation tickets" in card
    assert "as a first model scores it that had not learnt it" in card
    assert "| learnt too |" in card


def test_the_tickets_whose_scores_the_service_must_repeat_are_held_out_ones(refitted):
    ids = [json.loads(line)["id"] for line in (refitted / "parity.jsonl").read_text().splitlines()]
    assert [name.split("-")[0] for name in ids] == ["test"] * 24 + ["calibration"] * 24


@pytest.mark.parametrize(
    ("split", "learnt", "calibrated"),
    [("train", 96, 0), ("validation", 24, 0), ("calibration", 0, 24), ("test", 0, 0)],
)
def test_what_a_refit_has_learnt_and_was_calibrated_on_is_known(toy, refitted, split, learnt, calibrated):
    out = ["--json", str(toy / "metrics.json"), "--no-clean"]
    pipeline.main(["evaluate", "--model", str(refitted), "--tickets", str(toy / f"tickets/{split}.jsonl"), *out])
    metrics = read(toy, "metrics.json")
    assert (metrics["trainedOn"], metrics["calibratedOn"]) == (learnt, calibrated)


def test_a_refit_is_recalibrated_by_calibration_tickets_alone(toy, refitted):
    before, metrics = read(refitted, "calibration.json"), read(refitted, "manifest.json")["metrics"]
    more = ["--target-error", "0.5"]
    assert pipeline.main(["recalibrate", "--model", str(refitted), *common(toy), *more]) == 0
    after = read(refitted, "calibration.json")
    assert (after["temperature"], after["outOfTaxonomy"]) == (before["temperature"], before["outOfTaxonomy"])
    assert after["thresholds"]["global"] != before["thresholds"]["global"]
    assert read(refitted, "manifest.json")["metrics"]["validation"] == metrics["validation"]


def test_recalibrating_a_refit_as_it_was_changes_nothing_that_is_served(toy, refitted):
    before = contents(refitted)
    assert pipeline.main(["recalibrate", "--model", str(refitted), *common(toy)]) == 0
    after = contents(refitted)
    assert {name for name in before if before[name] != after[name]} <= {"manifest.json", "README.md"}


def test_a_refit_is_never_recalibrated_on_what_it_has_learnt(toy, refitted, capsys):
    before = contents(refitted)
    tickets = toy / "tickets"
    lines = [json.loads(line) for line in (tickets / "validation.jsonl").read_text().splitlines()]
    write_jsonl(tickets / "calibration.jsonl", [line | {"id": f"c-{line['id']}"} for line in lines])
    assert pipeline.main(["recalibrate", "--model", str(refitted), *common(toy)]) == 2
    assert "24 of 24 calibration tickets were trained on" in capsys.readouterr().err
    assert contents(refitted) == before


def test_indexing_a_refit_again_changes_nothing(toy, refitted):
    before = contents(refitted)
    command = ["index", "--model", str(refitted), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main(command) == 0
    assert contents(refitted) == before


def test_a_validation_ticket_that_calibration_or_test_holds_too_is_not_learnt():
    def ticket(name: str, body: str) -> Ticket:
        return Ticket(name, "", body, "PAY", None, {})

    splits = {
        "train": [ticket("t", "payout late")],
        "validation": [ticket("v1", "bank missing"), ticket("v2", "money gone"), ticket("v3", "account closed")],
        "calibration": [ticket("c", "bank missing")],
        "test": [ticket("x", "account closed")],
    }
    joined = with_validation(splits, lambda _: None, list)
    assert [member.id for member in joined["train"]] == ["t", "v2"]
    assert joined["validation"] == [] and joined["test"] == splits["test"]


def interrupt_epoch(monkeypatch, number: int) -> list[int]:
    """The epochs that are begun, of which one is not finished."""
    drawn, epochs = training.bucketed_batches, []

    def interrupt(*parts):
        epochs.append(1)
        if len(epochs) == number:
            raise KeyboardInterrupt
        return drawn(*parts)

    monkeypatch.setattr(training, "bucketed_batches", interrupt)
    return epochs


def test_a_resumed_refit_has_not_learnt_what_test_holds_by_now(toy, arguments, monkeypatch):
    epochs = interrupt_epoch(monkeypatch, 5)
    assert pipeline.main(arguments("--refit")) == 130
    validation, test = (toy / f"tickets/{split}.jsonl" for split in ("validation", "test"))
    again = json.loads(validation.read_text().splitlines()[0]) | {"id": "again"}
    write_jsonl(test, [*map(json.loads, test.read_text().splitlines()), again])
    assert pipeline.main(arguments("--refit")) == 0
    # The first training stays; of the second, all three epochs are made with the other tickets.
    assert len(epochs) == 3 + 2 + 3


@pytest.mark.parametrize("interrupted_at", [2, 5])
def test_an_interrupted_refit_goes_on_to_the_same_model(toy, arguments, refitted, monkeypatch, interrupted_at):
    whole = contents(refitted)
    shutil.rmtree(refitted)
    epochs = interrupt_epoch(monkeypatch, interrupted_at)
    assert pipeline.main(arguments("--refit")) == 130
    assert pipeline.main(arguments("--refit")) == 0
    # Three epochs twice, of which the interrupted one was begun twice.
    assert len(epochs) == 7
    assert (refitted / "model.onnx").read_bytes() == whole["model.onnx"]
    assert (refitted / "calibration.json").read_bytes() == whole["calibration.json"]
