"""Tickets are compared as the model reads them: what is quoted below a reply tells no two of them apart."""

import dataclasses
import json
import sys

import pytest
from conftest import write_jsonl

import prepare
from tickets import SPLITS, InputError, Taxonomy, Ticket, fingerprints_of, known_by

TAXONOMY = Taxonomy("1.0.0", ["PAY", "TERM"], "", [])
QUOTES = [
    "On Monday we wrote: your case is open and a colleague looks at it",
    "Von: Support. Wir haben Ihre Anfrage erhalten",
]


def test_a_ticket_by_the_name_of_a_sentence_of_the_taxonomy_keeps_its_own_text():
    class Words:
        def encode(self, texts, _tokens=None):
            return [list(text) for text in texts]

    mine = {split: [Ticket(f"taxonomy:{split}", "", split, "PAY", None, {})] for split in SPLITS}
    mine["train"].append(Ticket("taxonomy:1", "", "a ticket", "PAY", None, {}))
    taxonomy = Taxonomy("1.0.0", ["PAY", "TERM"], "", [("a sentence of terminals", "TERM")])
    train = prepare.prepare(mine, taxonomy, Words(), list)["train"]
    assert [row[1] for row in train.rows] == ["train", "a ticket", "a sentence of terminals"]
    assert train.labels.tolist() == [0, 0, 1]


def test_what_the_service_asks_no_model_about_is_neither_learnt_nor_calibrated_with():
    class Words:
        def encode(self, texts, _tokens=None):
            return [list(text) for text in texts]

    bodies = ["…", "👍👍", "٣", "字", ""]
    splits = {
        split: [Ticket(f"{split}-{n}", "-", body, "PAY", None, {}) for n, body in enumerate(bodies)] for split in SPLITS
    }
    said: list[str] = []
    examples = prepare.prepare(splits, TAXONOMY, Words(), list, say=said.append)
    assert [[row[1] for row in examples[split].rows] for split in SPLITS] == [["٣", "字"]] * 3 + [bodies]
    assert said == [f"3 {split} tickets without a letter or digit are left out." for split in SPLITS[:3]]


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


@pytest.mark.parametrize(("learnt_from", "measured_on"), [("email", "chat"), ("chat", "email")])
def test_a_training_ticket_that_came_as_a_calibration_ticket_did_is_left_out_however_each_is_read(
    learnt_from, measured_on
):
    def came(id_: str, channel: str, body: str) -> Ticket:
        return Ticket(id_, "", body, "PAY", None, {"channel": channel})

    def as_read(tickets: list[Ticket]) -> list[Ticket]:
        return [one if one.record["channel"] == "chat" else without_quotes([one])[0] for one in tickets]

    quoted = f"Any news?\n{QUOTES[0]}"
    splits = {split: [] for split in SPLITS} | {
        "train": [came("again", learnt_from, quoted), came("other", "email", f"Where is it?\n{QUOTES[0]}")],
        "calibration": [came("first", measured_on, quoted)],
    }
    said: list[str] = []
    learnt = prepare.without_repeats(splits, said.append, as_read)
    assert [ticket.id for ticket in learnt] == ["other"] and "left out: again" in said[0]
    # What `recalibrate` asks of the same files.
    held_out = splits["calibration"]
    assert known_by(fingerprints_of(learnt, as_read(learnt)), held_out, as_read(held_out)) == []


def test_a_sentence_of_the_taxonomy_that_a_held_out_ticket_reads_like_is_not_learnt():
    taxonomy = dataclasses.replace(TAXONOMY, sentences=[("Any news?", "PAY"), ("No paper", "TERM")])
    splits = {split: [] for split in SPLITS} | {"test": [Ticket("t", "", f"Any news?\n{QUOTES[0]}", "PAY", None, {})]}
    sentences = prepare.sentences_as_tickets(taxonomy, splits, without_quotes)
    assert [sentence.body for sentence in sentences] == ["No paper"]


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


def cleaner(script: str) -> list[str]:
    return [sys.executable, "-c", f"import json, sys\nlines = sys.stdin.buffer.read().splitlines()\n{script}"]


def of_channel(id_: str, channel: object) -> Ticket:
    return Ticket(id_, "", "text", None, None, {"channel": channel})


def test_tickets_are_cleaned_with_their_channel():
    names_it = "for line in lines: r = json.loads(line); print(json.dumps({**r, 'body': str(r['channel'])}))"
    channels = ["chat", "E-Mail", 5, None]
    tickets = [of_channel(str(number), channel) for number, channel in enumerate(channels)]
    assert [ticket.body for ticket in prepare.clean(tickets, cleaner(names_it))] == ["chat", "E-Mail", "None", "None"]


def test_a_ticket_that_the_cleaner_refuses_is_named_as_the_user_knows_it():
    tickets = [of_channel(id_, None) for id_ in ("first", "second")]
    notice = "print('stdin:1: channel \"fax\" is read as other.', file=sys.stderr)"
    refuses = f"{notice}\nsys.exit('INPUT_INVALID: stdin:2: body is an array.')"
    with pytest.raises(InputError, match=r"^ticket second: is refused by the service's cleaner: body is an array\.$"):
        prepare.clean(tickets, cleaner(refuses))
    with pytest.raises(InputError, match="run `npm run build` first"):
        prepare.clean(tickets, cleaner("sys.exit('Cannot find module')"))


def test_a_channel_that_the_service_does_not_know_is_told_with_its_place(folder):
    test = folder / "test.jsonl"
    lines = [json.loads(text) for text in test.read_text().splitlines()]
    channels = ["web form", "fax", "fax", "InApp"]
    write_jsonl(test, [line | {"channel": channel} for line, channel in zip(lines, channels, strict=False)] + lines[4:])
    said: list[str] = []
    prepare.load_splits(folder, TAXONOMY, 1, said.append)
    assert [text for text in said if "channel" in text] == [
        f'{test}:2 and 1 more: channel "fax" is none of email, chat, web_form, in_app, other; it is read as other.'
    ]


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
