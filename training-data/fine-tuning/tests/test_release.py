"""What is done with a released folder: replaced whole or not at all, measured, calibrated anew."""

import errno
import hashlib
import json
import os
import pathlib
import re
import tempfile

import numpy as np
import pytest
import torch
from conftest import with_option, write_jsonl
from scipy.stats import binom

import evaluate
import model_folder
import pipeline
import release
from model_card import _category_sentences, _threshold_sentence, _uncleaned_limit
from tickets import SPLITS, Ticket, fingerprints_of


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


def test_evaluate_says_which_tickets_calibrated_the_model_also_after_it_was_calibrated_anew(toy, arguments, capsys):
    pipeline.main(arguments())
    calibration = toy / "tickets/calibration.jsonl"
    before = calibration.read_text().splitlines()

    def told(path) -> int:
        tickets = ["--tickets", str(path), "--json", str(toy / "metrics.json"), "--no-clean"]
        assert pipeline.main(["evaluate", "--model", str(toy / "model"), *tickets]) == 0
        return json.loads((toy / "metrics.json").read_text())["calibratedOn"]

    assert [told(toy / f"tickets/{split}.jsonl") for split in SPLITS] == [0, 24, 24, 0]
    assert "24 of 24 tickets calibrated it" in capsys.readouterr().err
    more = json.loads(before[0]) | {"id": "more", "body": "a late payout of ours"}
    write_jsonl(calibration, [*map(json.loads, before[:12]), more])
    (toy / "model/calibrated-on.u64").unlink()
    change_manifest(toy / "model", lambda manifest: manifest["files"].pop("calibrated-on.u64"))
    assert told(calibration) is None
    assert pipeline.main(["recalibrate", *recalibration(toy)]) == 0
    assert told(calibration) == 13
    assert "calibrated-on.u64" in json.loads((toy / "model/manifest.json").read_text())["files"]


def test_the_card_of_a_model_that_read_texts_as_they_came_says_that_the_service_reads_others(toy, arguments):
    pipeline.main(arguments())
    limits = (toy / "model/README.md").read_text().split("## Limits")[1]
    assert "as they came (`--no-clean`). The service cleans what it reads" in limits
    assert _uncleaned_limit({"cleaned": True}) == ""


def test_the_card_names_the_categories_that_the_global_threshold_does_not_hold_for():
    shown = {"byGlobalThreshold": {"accepted": 60, "errors": 10}}
    sentence = _category_sentences({"PAY": {"threshold": None} | shown, "API": {"threshold": 0.99} | shown})
    assert (
        "in PAY (10 of 60 wrong): never routed on the model's word alone; and in API (10 of 60 wrong): from a"
        in sentence
    )
    assert _category_sentences({}) == ""


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
    assert pipeline.main(["recalibrate", "--model", str(folder), *common]) == 0
    # A target is that of the release until somebody gives another.
    assert json.loads((folder / "calibration.json").read_text()) == after
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


@pytest.mark.parametrize("option", ["--out", "--runs"])
@pytest.mark.parametrize(
    ("place", "why"), [("taxonomy.yaml/here", "Not a directory"), ("x" * 300, "File name too long")]
)
def test_a_place_that_cannot_be_written_is_refused_before_anything_is_trained(
    toy, arguments, capsys, option, place, why
):
    before = {path.name for path in toy.iterdir()}
    assert pipeline.main(with_option(arguments(), option, toy / place)) == 2
    assert re.search(rf"{place}: cannot be (written|used) \({why}\); give", capsys.readouterr().err)
    assert {path.name for path in toy.iterdir()} == before


@pytest.mark.parametrize("command", ["recalibrate", "index"])
def test_a_model_that_cannot_be_replaced_is_told_before_anything_is_computed(
    toy, arguments, monkeypatch, capsys, command
):
    pipeline.main(arguments())

    def read_only(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", read_only)
    options = recalibration(toy) if command == "recalibrate" else [*recalibration(toy)[:4], "--no-clean"]
    assert pipeline.main([command, *options]) == 2
    said = "model: cannot be written (Read-only file system); copy it to where it can be replaced"
    assert said in capsys.readouterr().err


def test_copies_of_a_model_beside_it_are_nobodys_business(toy, arguments):
    pipeline.main(arguments())
    for copy in ("model.old", "model.new"):
        (toy / "model").rename(toy / copy)
        pipeline.main(arguments())
    before = {copy: (toy / copy / "manifest.json").read_bytes() for copy in ("model.old", "model.new")}
    assert pipeline.main(["recalibrate", *recalibration(toy)]) == 0
    assert {copy: (toy / copy / "manifest.json").read_bytes() for copy in before} == before


def test_a_link_to_a_model_stays_one_and_what_it_leads_to_is_replaced(toy, arguments):
    (toy / "v1").mkdir()
    (toy / "model").symlink_to(toy / "v1")
    for seed in ("1", "2"):
        assert pipeline.main(arguments("--seed", seed)) == 0
        assert (toy / "model").is_symlink()
        assert json.loads((toy / "v1/manifest.json").read_text())["hyperParameters"]["seed"] == int(seed)
    assert {path.name for path in toy.iterdir()} == {"v1", "model", "runs", "tickets", "taxonomy.yaml"}


def test_a_mount_point_is_refused_before_anything_is_trained(toy, arguments, monkeypatch, capsys):
    monkeypatch.setattr(pathlib.Path, "is_mount", lambda path: path == toy / "model")
    assert pipeline.main(arguments()) == 2
    assert "is a mount point" in capsys.readouterr().err and not (toy / "runs").exists()


def test_a_model_in_the_present_folder_is_recalibrated_and_indexed(toy, arguments, monkeypatch):
    pipeline.main(arguments())
    monkeypatch.chdir(toy / "model")
    where = ["--model", ".", "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main(["recalibrate", *where, "--taxonomy", str(toy / "taxonomy.yaml")]) == 0
    monkeypatch.chdir(toy / "model")
    assert pipeline.main(["index", *where]) == 0


def test_the_card_names_both_commits_when_what_was_trained_is_released_by_later_code(toy, arguments, monkeypatch):
    commits = iter(["a" * 40, "b" * 40])
    monkeypatch.setattr(release, "code_version", lambda: {"commit": next(commits), "modified": False})
    pipeline.main(arguments())
    code = json.loads((toy / "model/manifest.json").read_text())["code"]
    assert (code["commit"], code["releasedBy"]["commit"]) == ("a" * 40, "b" * 40)
    assert f"`{'a' * 40}` at the training, `{'b' * 40}` at the release" in (toy / "model/README.md").read_text()


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("tickets/test.jsonl", "is what this command reads"),
        ("model/calibration.json", "is what this command reads"),
        ("nowhere/metrics.json", "its folder does not exist"),
        ("tickets", "is a folder"),
        ("x" * 300, "cannot be written (File name too long)"),
    ],
)
def test_metrics_are_written_over_nothing_that_is_read(toy, arguments, capsys, place, says):
    pipeline.main(arguments())
    path = toy / place
    before = path.read_bytes() if os.path.isfile(path) else None
    tickets = ["--tickets", str(toy / "tickets/test.jsonl"), "--json", str(path), "--no-clean"]
    assert pipeline.main(["evaluate", "--model", str(toy / "model"), *tickets]) == 2
    assert says in capsys.readouterr().err
    assert (path.read_bytes() if os.path.isfile(path) else None) == before


def test_a_ticket_that_reads_like_a_learnt_one_is_a_learnt_one():
    def mail(name: str, footer: str) -> Ticket:
        return Ticket(name, "Payout", f"It is late.{footer}", "PAY", None, {})

    [learnt, again, read] = mail("a", "\n-- \nAna"), mail("b", "\nSent from my phone"), mail("b", "")
    known = fingerprints_of([learnt], [read])
    assert known & fingerprints_of([again], [read])
    assert not known & fingerprints_of([again], [again])
    assert fingerprints_of([Ticket("c", "", " ", None, None, {})], []) == set()


def test_after_a_crash_between_the_two_renames_the_former_model_is_back(toy):
    (toy / ".model.signalbox-old").mkdir()
    (toy / ".model.signalbox-old/manifest.json").write_text("{}")
    (toy / ".model.signalbox-new").mkdir()
    model_folder.check_out(toy / "model")
    assert (toy / "model/manifest.json").exists()
    assert not (toy / ".model.signalbox-old").exists() and not (toy / ".model.signalbox-new").exists()


@pytest.mark.parametrize("command", ["recalibrate", "index"])
def test_other_commands_too_find_the_former_model_after_such_a_crash(toy, arguments, command):
    pipeline.main(arguments())
    (toy / "model").rename(toy / ".model.signalbox-old")
    taxonomy = ["--taxonomy", str(toy / "taxonomy.yaml")] if command == "recalibrate" else []
    common = ["--model", str(toy / "model"), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main([command, *common, *taxonomy]) == 0
    assert (toy / "model/manifest.json").exists() and not (toy / ".model.signalbox-old").exists()


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
    (toy / "model").rename(toy / ".model.signalbox-old")
    tickets = ["--tickets", str(toy / "tickets/test.jsonl"), "--no-clean"]
    assert pipeline.main(["evaluate", "--model", str(toy / "model"), *tickets]) == 2
    assert f"{toy / '.model.signalbox-old'} is what a crash left of one, rename it" in capsys.readouterr().err


def test_an_error_while_a_release_is_written_leaves_the_old_one_and_nothing_beside_it(toy, arguments, monkeypatch):
    pipeline.main(arguments())
    before = (toy / "model/manifest.json").read_bytes()

    def full_disk(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(release, "write_parity", full_disk)
    with pytest.raises(OSError, match="no space"):
        pipeline.main(arguments("--seed", "2"))
    assert (toy / "model/manifest.json").read_bytes() == before and not (toy / ".model.signalbox-new").exists()


def int8_and_pytorch(**splits: tuple[int, int]) -> tuple[dict, dict]:
    """(different, tickets) of each split → logits of both."""
    reference = {split: np.eye(2)[np.zeros(tickets, int)] for split, (_, tickets) in splits.items()}
    exported = {
        split: np.eye(2)[(np.arange(tickets) < different).astype(int)] for split, (different, tickets) in splits.items()
    }
    return exported, reference


def test_more_tickets_never_allow_fewer_differences_and_never_more_than_the_share_where_that_says_something():
    allowed = [release.most_different(tickets) for tickets in range(1, 5000)]
    assert allowed == sorted(allowed)
    # No step at 400 or anywhere: one ticket more allows at most one more.
    assert max(np.diff(allowed)) == 1
    assert all(most <= 0.005 * tickets for tickets, most in enumerate(allowed, 1) if tickets >= 400)
    # With fewer, nothing is allowed that shows more than the share.
    assert all(binom.sf(most - 1, tickets, 0.005) > 0.05 for tickets, most in enumerate(allowed[:399], 1) if most)
    assert [release.most_different(tickets) for tickets in (399, 400, 599, 600)] == [2, 2, 2, 3]


@pytest.mark.parametrize(
    ("splits", "refused"),
    [
        ({"test": (2, 250)}, None),
        ({"test": (3, 250)}, "3 of 250 tickets of test (2 allowed)"),
        ({"validation": (2, 400), "calibration": (11, 2300), "test": (2, 500)}, None),
        ({"validation": (0, 400), "calibration": (0, 2300), "test": (3, 500)}, "3 of 500 tickets of test (2 allowed)"),
        (
            {"validation": (3, 400), "calibration": (13, 2300), "test": (1, 500)},
            "17 of 3200 tickets of validation, calibration, test (16 allowed)",
        ),
    ],
)
def test_int8_may_differ_in_half_a_percent_of_the_test_tickets_and_of_all_held_out_ones(splits, refused):
    exported, reference = int8_and_pytorch(**splits)
    if refused:
        with pytest.raises(release.ReleaseRefused, match=re.escape(refused)):
            release.check_agreement(exported, reference)
    else:
        agreement = release.check_agreement(exported, reference)
        different, tickets = splits["test"]
        assert agreement["disagreement"] == different / tickets
        assert agreement["bySplit"] == {
            split: {"tickets": tickets, "different": different} for split, (different, tickets) in splits.items()
        }


def test_scores_that_are_no_numbers_are_never_released():
    sound, broken = int8_and_pytorch(validation=(0, 5), test=(0, 5))
    broken["validation"] = np.full((5, 2), np.nan)
    with pytest.raises(release.ReleaseRefused, match="no numbers"):
        release.check_agreement(sound, broken)


def test_manifest_and_card_tell_of_every_split_how_often_int8_differs(toy, arguments):
    pipeline.main(arguments())
    by_split = json.loads((toy / "model/manifest.json").read_text())["export"]["bySplit"]
    assert {split: counts["tickets"] for split, counts in by_split.items()} == dict.fromkeys(SPLITS[1:], 24)
    told = ", ".join(f"{counts['different']} of 24 {split}" for split, counts in by_split.items())
    card = (toy / "model/README.md").read_text()
    assert f"differed from PyTorch in the category of {told} tickets" in card
    limits = card.split("## Limits")[1]
    assert "chosen by comparing runs on Meridian's validation and calibration tickets together" in limits
    # A manifest from before that is still calibrated anew.
    change_manifest(toy / "model", lambda manifest: manifest["export"].pop("bySplit"))
    assert pipeline.main(["recalibrate", *recalibration(toy)]) == 0
    assert "of the test tickets. How much" in (toy / "model/README.md").read_text()


def test_the_card_claims_the_bound_for_a_recipe_that_was_fixed_before_and_says_that_the_default_was_not():
    sentence = _threshold_sentence({"threshold": 0.97, "accepted": 1571, "errors": 20}, 0.02)
    assert "for a recipe that was fixed before these tickets were looked at (see Limits)" in sentence


def recalibration(toy) -> list[str]:
    folders = ["--model", str(toy / "model"), "--tickets", str(toy / "tickets")]
    return [*folders, "--taxonomy", str(toy / "taxonomy.yaml"), "--no-clean"]


def change_manifest(folder, change) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize("command", ["evaluate", "recalibrate", "index"])
def test_files_that_the_manifest_does_not_describe_are_not_vouched_for_anew(toy, arguments, capsys, command):
    pipeline.main(arguments())
    folder = toy / "model"
    common = {
        "evaluate": ["--model", str(folder), "--tickets", str(toy / "tickets/test.jsonl"), "--no-clean"],
        "recalibrate": recalibration(toy),
        "index": ["--model", str(folder), "--tickets", str(toy / "tickets"), "--no-clean"],
    }[command]
    graph, manifest = (folder / "model.onnx").read_bytes(), (folder / "manifest.json").read_bytes()

    (folder / "model.onnx").write_bytes(graph + b"\n")
    assert pipeline.main([command, *common]) == 2
    assert "model.onnx: is not the file that manifest.json describes (restore" in capsys.readouterr().err
    (folder / "model.onnx").unlink()
    assert pipeline.main([command, *common]) == 2
    assert "lacks model.onnx" in capsys.readouterr().err
    (folder / "model.onnx").write_bytes(graph)
    change_manifest(folder, lambda manifest: [manifest["files"].pop(name) for name in ("model.onnx", "tokenizer.json")])
    changed = (folder / "manifest.json").read_bytes()
    assert pipeline.main([command, *common]) == 2
    assert "does not list model.onnx, tokenizer.json" in capsys.readouterr().err
    assert (folder / "manifest.json").read_bytes() == changed
    (folder / "manifest.json").write_bytes(manifest)
    assert pipeline.main([command, *common]) == 0


def test_a_stray_file_is_not_made_part_of_the_model(toy, arguments):
    pipeline.main(arguments())
    (toy / "model/.DS_Store").write_text("left by a file manager")
    assert pipeline.main(["recalibrate", *recalibration(toy)]) == 0
    files = json.loads((toy / "model/manifest.json").read_text())["files"]
    assert ".DS_Store" not in files and "model.onnx" in files


def test_a_taxonomy_in_another_order_is_still_that_of_the_model(toy, arguments, capsys):
    pipeline.main(arguments())
    before = {path.name: path.read_bytes() for path in (toy / "model").iterdir()}
    taxonomy = toy / "taxonomy.yaml"
    pay, term, api = (f"  - code: {code}\n    name: {code}\n" for code in ("PAY", "TERM", "API"))
    taxonomy.write_text(f"version: 1.0.0\ncategories:\n{api}{pay}{term}")
    assert pipeline.main(["recalibrate", *recalibration(toy)]) == 0
    after = {name: (toy / "model" / name).read_bytes() for name in before}
    assert {name for name in after if after[name] != before[name]} <= {"manifest.json", "README.md"}
    measured = [json.loads(files["manifest.json"])["metrics"] for files in (before, after)]
    assert measured[0] == measured[1]
    taxonomy.write_text(f"version: 1.0.0\ncategories:\n{pay}{term}")
    assert pipeline.main(["recalibrate", *recalibration(toy)]) == 2
    assert "has other categories than the model" in capsys.readouterr().err


def test_only_tickets_that_chose_nothing_carry_an_error_bound(toy, arguments, monkeypatch):
    monkeypatch.setattr(evaluate, "FEWEST_UNSEEN", 9)
    path = toy / "tickets/calibration.jsonl"
    write_jsonl(path, [json.loads(line) | {"writer": "z"} for line in path.read_text().splitlines()])
    pipeline.main(arguments())
    metrics = json.loads((toy / "model/manifest.json").read_text())["metrics"]
    with_bound = {name for name, part in metrics.items() if "errorUpperBound95" in part["auto"]}
    with_bound_of_all = {name for name, part in metrics.items() if "errorUpperBound95" in part["auto"]["all"]}
    assert with_bound == with_bound_of_all == {"test"} and "unseenWriters" in metrics


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
