"""Tickets are compared as the model reads them: what is quoted below a reply tells no two of them apart."""

import dataclasses

import pytest
from conftest import write_jsonl

import prepare
from tickets import Taxonomy, Ticket

TAXONOMY = Taxonomy("1.0.0", ["PAY", "TERM"], "", [])
QUOTES = [
    "On Monday we wrote: your case is open and a colleague looks at it",
    "Von: Support. Wir haben Ihre Anfrage erhalten",
]


def without_quotes(tickets: list[Ticket]) -> list[Ticket]:
    return [dataclasses.replace(ticket, body=ticket.body.split("\n")[0]) for ticket in tickets]


def line(id_: str, body: str, label: str) -> dict:
    return {"id": id_, "channel": "email", "subject": "", "body": body, "label": label}


@pytest.fixture
def folder(tmp_path):
    chaser = "Any news about the payout of the third of May, please?"
    for split in ("train", "validation", "calibration", "test"):
        lines = [
            line(f"{split}-{n}", " ".join(f"{split}{n}{k}" for k in "abcdef"), ("PAY", "TERM")[n % 2]) for n in range(8)
        ]
        if split in ("train", "test"):
            lines.append(line(f"{split}-chaser", f"{chaser}\n{QUOTES[split == 'test']}", "PAY"))
        write_jsonl(tmp_path / f"{split}.jsonl", lines)
    return tmp_path


def test_a_training_ticket_that_differs_from_a_test_ticket_by_its_quote_is_left_out(folder):
    said: list[str] = []
    splits = prepare.load_splits(folder, TAXONOMY, 1, said.append, as_read=without_quotes)
    assert [ticket.id for ticket in splits["train"]] == [f"train-{n}" for n in range(8)]
    assert any("left out: train-chaser" in text for text in said)
    # The record of what stays is the ticket as it came.
    assert splits["test"][-1].body.endswith(QUOTES[1])
    as_written = prepare.load_splits(folder, TAXONOMY, 1, said.append)
    assert "train-chaser" in [ticket.id for ticket in as_written["train"]]
    assert prepare.warn_of_pairs_across(as_written, said.append) == 0
    assert prepare.warn_of_pairs_across(as_written, said.append, without_quotes) == 1


def test_a_file_that_is_divided_keeps_together_what_differs_by_its_quote(tmp_path):
    chasers = [
        line(f"c{n}", f"Any news about payout number three, please?\n{QUOTES[n % 2]} {n} {n * n}", "PAY")
        for n in range(12)
    ]
    others = [
        line(f"o{n}", f"The terminal {n} of shop {n * 7} prints nothing since day {n * 3}", "TERM") for n in range(40)
    ]
    pays = [line(f"p{n}", f"Where is the money {n} of account {n * 7} since day {n * 3}", "PAY") for n in range(40)]
    write_jsonl(tmp_path / "train.jsonl", chasers + others + pays)
    splits = prepare.load_splits(tmp_path, TAXONOMY, 1, lambda _: None, as_read=without_quotes)
    assert len({split for split, members in splits.items() for ticket in members if ticket.id.startswith("c")}) == 1


def test_each_ticket_is_cleaned_once(monkeypatch):
    asked: list[list[str]] = []
    monkeypatch.setattr(
        prepare, "clean", lambda tickets: asked.append([t.id for t in tickets]) or without_quotes(tickets)
    )
    first, second = (Ticket(id_, "", "text\nquote", None, None, {}) for id_ in "ab")
    as_read = prepare.reader(True)
    assert [ticket.body for ticket in as_read([first]) + as_read([second, first])] == ["text"] * 3
    assert asked == [["a"], ["b"]]
    assert prepare.reader(False)([first]) == [first]
