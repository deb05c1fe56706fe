import copy
import functools
import hashlib
import json
import shutil

import onnx
import pytest
import torch
from conftest import tiny_encoder, with_option, write_jsonl

import calibrate
import pipeline
import train as training


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
    parity = [json.loads(line) for line in (folder / "parity.jsonl").read_text().splitlines()]
    assert [line["channel"] for line in parity] == ["chat"] * 48
    assert manifest["threads"] == torch.get_num_threads()
    assert json.loads((folder / "calibration.json").read_text())["temperature"] > 0
    # Nothing is left of the run but the release.
    assert not (toy / ".model.signalbox-new").exists() and not any((toy / "runs").iterdir())


def test_bad_input_ends_with_code_2_and_leaves_nothing(toy, arguments, capsys):
    with (toy / "tickets/test.jsonl").open("a") as file:
        file.write('{"id": "x", "body": "b", "label": "NOPE"}\n')
    assert pipeline.main(arguments()) == 2
    assert "test.jsonl:25: label 'NOPE' is not a code of the taxonomy" in capsys.readouterr().err
    assert not (toy / "model").exists() and not (toy / "runs").exists()


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--epochs", "0", "whole number from 1 up"),
        ("--epochs", "two", "'two' is not a number"),
        ("--batch-size", "1", "whole number from 2 up"),
        ("--soup", "0", "whole number from 1 up"),
        ("--learning-rate", "0", "must be greater than 0"),
        ("--label-smoothing", "1", "at least 0 and below 1"),
        ("--max-tokens", "7", "whole number from 8 to 8192"),
        ("--max-tokens", "8193", "whole number from 8 to 8192"),
        ("--seed", "99999999999999999", "whole number from 0 to 4294967295"),
        ("--name", "", "'' is no name"),
        ("--name", " ", "' ' is no name"),
        ("--target-error", "2", "must lie between 0 and 1"),
        ("--target-error", "nan", "is not a number"),
    ],
)
def test_options_out_of_range_are_refused_before_anything_is_done(arguments, capsys, option, value, says):
    with pytest.raises(SystemExit) as stopped:
        pipeline.main(arguments(option, value))
    assert stopped.value.code == 2 and says in capsys.readouterr().err


@pytest.mark.parametrize("value", ["auto", "0", "-1", "1.5", "4,2"])
def test_a_number_of_threads_that_is_none_is_refused(arguments, monkeypatch, capsys, value):
    monkeypatch.setenv("OMP_NUM_THREADS", value)
    assert pipeline.main(arguments()) == 2
    assert f"OMP_NUM_THREADS: is {value!r}; set it to a whole number of threads" in capsys.readouterr().err


def test_without_a_number_of_threads_there_are_two(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert pipeline.threads() == 2
    monkeypatch.setenv("OMP_NUM_THREADS", " 8 ")
    assert pipeline.threads() == 8


def test_a_temperature_that_the_validation_tickets_do_not_tell_is_told_by_every_command_and_the_card(
    toy, arguments, monkeypatch, capsys
):
    monkeypatch.setattr(calibrate, "TEMPERATURES", (0.999, 1.001))
    pipeline.main(arguments())
    assert "the validation tickets do not tell how sure the model should be" in capsys.readouterr().out
    common = ["--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main(["recalibrate", "--model", str(toy / "model"), *common]) == 0
    assert "the validation tickets do not tell how sure the model should be" in capsys.readouterr().out
    limits = (toy / "model/README.md").read_text().split("## Limits")[1]
    assert "- The temperature is" in limits


def test_more_tokens_than_the_encoder_reads_are_refused(toy, arguments, capsys):
    assert pipeline.main(arguments("--max-tokens", "600")) == 2
    assert "reads at most 512 tokens" in capsys.readouterr().err


def test_the_settings_are_those_of_the_options(toy, arguments):
    pipeline.main(arguments("--batch-size", "7", "--learning-rate", "2e-5", "--label-smoothing", "0"))
    settings = json.loads((toy / "model/manifest.json").read_text())["hyperParameters"]
    assert (settings["batch_size"], settings["learning_rate"], settings["label_smoothing"]) == (7, 2e-5, 0)


def test_the_card_of_a_soup_says_what_became_of_it(toy, arguments, monkeypatch):
    pipeline.main(arguments("--soup", "2"))
    soup = json.loads((toy / "model/manifest.json").read_text())["soup"]
    card = (toy / "model/README.md").read_text()
    assert soup["runs"] == len(soup["alone"]) == 2
    assert ("mean of the weights of 2 runs" in card) == soup["kept"]
    shutil.rmtree(toy / "model")
    monkeypatch.setattr(training, "average", lambda models: without_head(models[0]))
    pipeline.main(arguments("--soup", "2", "--seed", "4"))
    assert json.loads((toy / "model/manifest.json").read_text())["soup"]["kept"] is False
    assert "of 2 runs that of seed" in (toy / "model/README.md").read_text()


def without_head(model):
    model = copy.deepcopy(model)
    torch.nn.init.zeros_(model.head.weight)
    return model


def test_encoders_beside_each_other_are_trained_each_by_itself_and_released_as_one(toy, arguments, other_base):
    both = arguments("--base", other_base, "--trim-vocabulary", "--refit")
    assert pipeline.main(both) == 0
    folder = toy / "model"
    manifest = json.loads((folder / "manifest.json").read_text())
    one, other = manifest["base"].split(" + ")
    assert other == other_base
    epochs = [(one, epoch) for epoch in (1, 2, 3)] + [(other, epoch) for epoch in (1, 2, 3)]
    assert [(record["base"], record["epoch"]) for record in manifest["history"]] == epochs * 2  # and the refit
    assert manifest["similarTickets"]["dimension"] == 32 + 48
    vocabulary = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    assert manifest["vocabulary"] == len(vocabulary) < 800
    card = (folder / "README.md").read_text()
    assert f"from `{one} + {other}`" in card and "the mean of their logits is the answer" in card
    graph = onnx.load(folder / "model.onnx").graph
    assert sorted(t.dims[0] for t in graph.initializer if t.name.endswith("/table_int8")) == [len(vocabulary)] * 2
    assert f"a vocabulary of the {len(vocabulary)} word pieces" in card
    assert not any((toy / "runs").iterdir())
    # The released folder is read as any other.
    common = ["--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main(["recalibrate", "--model", str(folder), *common]) == 0
    assert pipeline.main(["index", "--model", str(folder), "--tickets", str(toy / "tickets"), "--no-clean"]) == 0


def test_an_interrupted_run_of_several_encoders_goes_on_where_it_was(toy, arguments, other_base, monkeypatch):
    both = arguments("--base", other_base, "--trim-vocabulary")
    trained = []
    once = training.train_once
    monkeypatch.setattr(training, "train_once", lambda base, *more: trained.append(base) or once(base, *more))
    monkeypatch.setattr(pipeline, "side_by_side", interrupted)
    assert pipeline.main(both) == 130
    monkeypatch.undo()
    (work,) = (toy / "runs").iterdir()
    assert [(work / part / "checkpoint.pt").exists() for part in ("0", "1")] == [True, True]
    monkeypatch.setattr(training, "step_loss", interrupted)  # no step is left to be made
    assert pipeline.main(both) == 0
    assert len(trained) == 2


def test_an_interrupted_run_with_a_trimmed_vocabulary_finds_its_folder_also_where_the_base_lacks_a_pooler(
    toy, arguments, tmp_path, monkeypatch
):
    bare = tiny_encoder(tmp_path / "bare", has_pooler=False, hidden_size=32, num_hidden_layers=1)
    command = with_option(arguments("--trim-vocabulary"), "--base", bare)
    monkeypatch.setattr(pipeline, "train", interrupted)
    assert [pipeline.main(command), pipeline.main(command)] == [130, 130]
    assert len([*(toy / "runs").iterdir()]) == 1


def test_who_interrupts_a_training_is_told_that_it_goes_on(arguments, monkeypatch, capsys):
    monkeypatch.setattr(pipeline, "train", interrupted)
    assert pipeline.main(arguments()) == 130
    said = capsys.readouterr().err
    assert said == "interrupted: the same command goes on after the last epoch that was finished\n"


def interrupted(*_):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--soup", "2"], "--soup averages the weights of one --base; there are several"),
        (["--base", "a"], "--base: each encoder once; several runs of one are --soup"),
    ],
)
def test_encoders_that_cannot_be_joined_are_refused_at_once(arguments, capsys, more, says):
    with pytest.raises(SystemExit) as stopped:
        pipeline.main(arguments("--base", "a", *more))
    assert stopped.value.code == 2 and says in capsys.readouterr().err


def test_weights_that_are_no_numbers_end_the_run_with_what_to_do(toy, arguments, monkeypatch, capsys):
    monkeypatch.setattr(training, "disagreement", lambda logits: logits.sum() * float("nan"))
    assert pipeline.main(arguments()) == 1
    assert "train again with a smaller learning rate" in capsys.readouterr().err
    assert not (toy / "model").exists()


def test_a_ticket_in_train_and_test_is_left_out_of_train_so_that_both_commands_take_the_folder(toy, arguments, capsys):
    train, test = (toy / f"tickets/{split}.jsonl" for split in ("train", "test"))
    first = json.loads(test.read_text().splitlines()[0])
    write_jsonl(train, [*map(json.loads, train.read_text().splitlines()), {**first, "id": "again"}])
    assert pipeline.main(arguments()) == 0
    assert "1 training tickets stand word for word in another split and are left out: again" in capsys.readouterr().out
    assert json.loads((toy / "model/manifest.json").read_text())["data"]["pairsAcrossSplits"] == 0
    common = ["--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main(["recalibrate", "--model", str(toy / "model"), *common]) == 0
    manifest = json.loads((toy / "model/manifest.json").read_text())
    assert manifest["calibratedOn"] == manifest["data"]


def test_a_sentence_of_the_taxonomy_that_a_test_ticket_repeats_is_not_learnt(toy, arguments):
    ticket = json.loads((toy / "tickets/test.jsonl").read_text().splitlines()[0])
    taxonomy = toy / "taxonomy.yaml"
    mine = f"  - code: {ticket['label']}\n    name: {ticket['label']}\n"
    examples = f"    examples: [{json.dumps(ticket['body'])}, another sentence of its own]\n"
    taxonomy.write_text(taxonomy.read_text().replace(mine, mine + examples))
    assert pipeline.main(arguments()) == 0
    assert json.loads((toy / "model/manifest.json").read_text())["data"]["taxonomySentences"] == 1


def test_near_duplicates_in_two_split_files_are_told(toy, arguments, capsys):
    pipeline.main(arguments())
    assert "near-duplicates" not in capsys.readouterr().out
    words = "the terminal in our shop prints no paper since the storm of monday night"
    for split in ("train", "test"):
        path = toy / f"tickets/{split}.jsonl"
        again = {
            "id": f"{split}-again",
            "channel": "chat",
            "subject": None,
            "body": words + " " + split,
            "label": "TERM",
        }
        write_jsonl(path, [*map(json.loads, path.read_text().splitlines()), again])
    pipeline.main(arguments())
    told = capsys.readouterr().out
    assert (
        "1 pairs of near-duplicates, or of one situation, stand in two splits (train:train-again and test:test-again)"
        in told
    )
    assert "1 pairs of near-duplicates" in (toy / "model/README.md").read_text()


def test_missing_splits_are_carved_out_of_train_and_said_aloud(toy, arguments, capsys):
    for split in ("validation", "calibration", "test"):
        (toy / f"tickets/{split}.jsonl").unlink()
    assert pipeline.main(arguments()) == 0
    assert "No validation, calibration, test file" in capsys.readouterr().out


def test_one_file_is_enough(toy, arguments, capsys):
    command = with_option(arguments(), "--tickets", toy / "tickets/train.jsonl")
    (toy / "tickets/test.jsonl").write_text("not to be read\n")
    assert pipeline.main(command) == 0
    told = capsys.readouterr().out
    assert "train.jsonl is one file: it was divided by seed 1 into train " in told
    assert (
        f"Not read: validation.jsonl, calibration.jsonl, test.jsonl beside it; give the folder ({toy / 'tickets'})"
        in told
    )
    alone = (toy / "tickets/train.jsonl").rename(toy / "all.jsonl")
    index = ["index", "--model", str(toy / "model"), "--tickets", str(alone), "--no-clean"]
    assert pipeline.main(index) == 0
    told = capsys.readouterr().out
    assert "all.jsonl is one file: it was divided" in told and "Not read" not in told


def test_empty_bodies_and_single_examples_are_handled(toy, arguments, capsys):
    with (toy / "taxonomy.yaml").open("a") as file:
        file.write("  - code: RARE\n    name: rare\n  - code: NEVER\n    name: never\n")
    with (toy / "tickets/train.jsonl").open("a") as file:
        file.write('{"id": "e", "subject": null, "body": "", "label": "PAY"}\n')
        file.write('{"id": "r", "subject": null, "body": "unicorn", "label": "RARE"}\n')
    assert pipeline.main(arguments()) == 0
    said = capsys.readouterr().out
    assert "1 train tickets without a letter or digit are left out" in said
    assert (
        "No training ticket for NEVER: the model will never choose" in said
        and "A single training ticket for RARE" in said
    )


def test_augmented_tickets_join_train_only(toy, arguments):
    write_jsonl(toy / "tickets/augmented.jsonl", [{"id": "aug", "body": "payout late", "label": "PAY"}])
    pipeline.main(arguments())
    counts = json.loads((toy / "model/manifest.json").read_text())["data"]["counts"]
    assert sum(counts["train"].values()) == 97 and sum(counts["test"].values()) == 24


def test_on_other_threads_or_another_device_an_interrupted_run_begins_anew(toy, arguments, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    def folders_after_run() -> int:
        assert pipeline.main(arguments()) == 130
        return len([*(toy / "runs").iterdir()])

    monkeypatch.setattr(pipeline, "train", interrupt)
    assert [folders_after_run(), folders_after_run()] == [1, 1]
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert folders_after_run() == 2
    monkeypatch.setattr(pipeline, "best_device", lambda: torch.device("cuda"))
    assert folders_after_run() == 3


@pytest.mark.parametrize(("soup", "interrupted_at", "left"), [("1", 2, 2), ("2", 5, 2)])
def test_an_interrupted_run_goes_on_to_the_same_model(toy, arguments, monkeypatch, soup, interrupted_at, left):
    arguments = functools.partial(arguments, "--soup", soup)
    pipeline.main(arguments())
    whole = (toy / "model/model.onnx").read_bytes()
    shutil.rmtree(toy / "model")
    average_of, scored, calls = training.average, training.macro_f1, []

    def interrupt(*parts):
        calls.append(1)
        if len(calls) == interrupted_at:
            raise KeyboardInterrupt
        return scored(*parts)

    monkeypatch.setattr(training, "macro_f1", interrupt)
    assert pipeline.main(arguments()) == 130
    epochs = []

    def count(*parts):
        epochs.append(1)
        return scored(*parts)

    def averaged(models):
        epochs_of_runs.append(len(epochs) - len(models))
        return average_of(models)

    epochs_of_runs = []
    monkeypatch.setattr(training, "macro_f1", count)
    monkeypatch.setattr(training, "average", averaged)
    assert pipeline.main(arguments()) == 0
    # Three epochs a run, and those before the interruption were not made again.
    assert (epochs_of_runs or [len(epochs)]) == [left]
    assert (toy / "model/model.onnx").read_bytes() == whole
