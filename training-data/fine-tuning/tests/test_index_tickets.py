import hashlib
import json

import numpy as np
import pytest
from conftest import write_jsonl

import pipeline
from encode import TicketEncoder, pad_batch
from index_tickets import MOST_CHARACTERS, as_line, shorten, to_int8, write_index
from score import open_graph
from tickets import Ticket, read_tickets

DIMENSION = 32


@pytest.fixture
def released(toy, tiny_base):
    """A toy model trained and released; one training ticket has no text."""
    with (toy / "tickets/train.jsonl").open("a") as file:
        file.write('{"id": "empty", "subject": null, "body": "", "label": "PAY"}\n')
    arguments = ["--taxonomy", str(toy / "taxonomy.yaml"), "--tickets", str(toy / "tickets"), "--base", tiny_base]
    more = ["--out", str(toy / "model"), "--runs", str(toy / "runs"), "--epochs", "1", "--no-clean"]
    assert pipeline.main([*arguments, *more]) == 0
    return toy / "model"


def read_index(folder):
    lines = [json.loads(line) for line in (folder / "similar-tickets.jsonl").read_text().splitlines()]
    return lines, np.fromfile(folder / "similar-tickets.i8", np.int8).reshape(len(lines), -1)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_release_holds_every_training_ticket_with_text_in_order_and_the_manifest_vouches_for_it(toy, released):
    lines, embeddings = read_index(released)
    tickets = [ticket for ticket in read_tickets(toy / "tickets/train.jsonl", None) if ticket.body]
    assert lines == [{"id": t.id, "label": t.label, "subject": "", "body": t.body} for t in tickets]
    assert any(line["label"] is None for line in lines)
    assert embeddings.shape == (96, DIMENSION)
    manifest = json.loads((released / "manifest.json").read_text())
    assert manifest["similarTickets"] == {"count": 96, "dimension": DIMENSION}
    for name in ("similar-tickets.jsonl", "similar-tickets.i8"):
        assert manifest["files"][name] == hashlib.sha256((released / name).read_bytes()).hexdigest()


def test_an_embedding_is_what_the_released_graph_says_of_the_ticket_alone(released):
    lines, embeddings = read_index(released)
    manifest = json.loads((released / "manifest.json").read_text())
    encoder, session = TicketEncoder(released, manifest["maxTokens"]), open_graph(released / "model.onnx")
    for line, embedding in list(zip(lines, embeddings, strict=True))[::17]:
        input_ids, attention_mask = pad_batch(encoder.encode([(line["subject"], line["body"])]), encoder.pad)
        feeds = {"input_ids": input_ids.numpy(), "attention_mask": attention_mask.numpy()}
        alone = session.run(["embedding"], feeds)[0][0]
        assert np.linalg.norm(alone) == pytest.approx(1, abs=1e-5)
        assert np.array_equal(embedding, to_int8(alone))


def test_indexing_again_changes_nothing(toy, released):
    before = contents(released)
    command = ["index", "--model", str(released), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main(command) == 0
    assert contents(released) == before


def test_indexing_more_tickets_changes_the_index_and_nothing_else(toy, released):
    before = contents(released)
    write_jsonl(toy / "tickets/augmented.jsonl", [{"id": "new", "subject": "hm", "body": "payout late", "label": None}])
    command = ["index", "--model", str(released), "--tickets", str(toy / "tickets"), "--no-clean"]
    assert pipeline.main(command) == 0
    after = contents(released)
    changed = {name for name in after if after[name] != before.get(name)}
    assert changed == {"similar-tickets.jsonl", "similar-tickets.i8", "manifest.json"}
    lines, embeddings = read_index(released)
    assert lines[-1] == {"id": "new", "label": None, "subject": "hm", "body": "payout late"} and len(embeddings) == 97


def test_a_model_without_an_index_gets_the_one_that_its_release_would_have_made(toy, released):
    before = contents(released)
    manifest = json.loads(before["manifest.json"])
    for name in ("similar-tickets.jsonl", "similar-tickets.i8"):
        (released / name).unlink()
        del manifest["files"][name]
    del manifest["similarTickets"]
    (released / "manifest.json").write_text(json.dumps(manifest))
    assert pipeline.main(["index", "--model", str(released), "--tickets", str(toy / "tickets"), "--no-clean"]) == 0
    assert contents(released) == before


def test_a_label_that_the_model_does_not_know_ends_with_code_2_and_changes_nothing(toy, released, capsys):
    before = contents(released)
    write_jsonl(toy / "tickets/augmented.jsonl", [{"id": "new", "body": "b", "label": "NOPE"}])
    assert pipeline.main(["index", "--model", str(released), "--tickets", str(toy / "tickets"), "--no-clean"]) == 2
    assert "label 'NOPE'" in capsys.readouterr().err
    assert contents(released) == before


def test_a_long_ticket_is_embedded_whole_and_stored_short(toy, released):
    body = "payout late " * 60
    write_jsonl(toy / "long.jsonl", [{"id": "long", "body": body, "label": "PAY"}])
    encoder, session = TicketEncoder(released, 256), open_graph(released / "model.onnx")
    write_index(toy, read_tickets(toy / "long.jsonl", None), encoder, session, as_read=list)
    [line], [embedding] = read_index(toy)
    assert len(line["body"]) <= MOST_CHARACTERS and body.startswith(line["body"].removesuffix("…"))
    # The graph has seen the end of the body, which is not in the stored text.
    write_jsonl(toy / "short.jsonl", [{"id": "short", "body": line["body"], "label": "PAY"}])
    write_index(toy, read_tickets(toy / "short.jsonl", None), encoder, session, as_read=list)
    assert not np.array_equal(read_index(toy)[1][0], embedding)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("one two", "one two"),
        ("one two three", "one two…"),
        ("one twothree", "one…"),
        ("one two  three", "one two…"),
        ("onetwothree", "onetwoth" + "…"),
        ("onetwoth ree", "onetwoth…"),
    ],
)
def test_a_text_is_cut_after_a_word(text, short):
    assert shorten(text, 9) == short


def test_a_half_rounds_up_as_in_the_service():
    assert to_int8(np.array([0.5 / 127, -0.5 / 127, 1, -1, 0.02])).tolist() == [1, 0, 127, -127, 3]


def test_names_that_the_stored_text_says_without_their_signature_are_kept_with_it():
    def name(value: str) -> dict:
        return {"kind": "NAME", "value": value}

    whole = Ticket("a", "Ana Ruiz", "payout late", None, None, {}, (name("Ana Ruiz"),))
    long = Ticket(
        "b", "", "Ana Ruiz waits " + "x " * 400 + "for Ben Ode", None, None, {}, (name("Ana Ruiz"), name("Ben Ode"))
    )
    assert as_line(whole)["givenAway"] == [name("Ana Ruiz")]
    assert as_line(long)["givenAway"] == [name("Ana Ruiz")]
    assert "givenAway" not in as_line(Ticket("c", "hm", "payout late", None, None, {}))
