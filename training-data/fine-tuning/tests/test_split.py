import pytest
from conftest import write_jsonl

import split
from tickets import SPLITS, InputError, Ticket, read_tickets

FILLER = [f"word{number}x" for number in range(17)]


def pool_of(count: int, start: int = 0) -> list[dict]:
    """Tickets that share no three words in a row."""
    return [
        {"id": f"t{n}", "subject": None, "body": " ".join(f"{word}{n}" for word in FILLER), "label": "AB"[n % 2]}
        for n in range(start, start + count)
    ]


def run(tmp_path, records: list[dict], *more: str) -> dict[str, str]:
    write_jsonl(tmp_path / "pool.jsonl", records)
    split.main(["--pool", str(tmp_path / "pool.jsonl"), "--out", str(tmp_path / "out"), *more])
    placed = {}
    for name in SPLITS:
        path = tmp_path / "out" / f"{name}.jsonl"
        if path.stat().st_size:
            placed |= {ticket.id: name for ticket in read_tickets(path, None)}
    return placed


def test_shares_are_60_10_15_15_in_every_label(tmp_path):
    placed = run(tmp_path, pool_of(200))
    for parity in (0, 1):
        names = [name for id_, name in placed.items() if int(id_[1:]) % 2 == parity]
        assert [names.count(name) for name in SPLITS] == pytest.approx([60, 10, 15, 15], abs=1)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "out").write_text("years of work")
    with pytest.raises(InputError, match=r"out: cannot be written \(Not a directory\); give --out another folder"):
        run(tmp_path, pool_of(20))


def test_the_result_does_not_depend_on_the_order_of_the_pool(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    records = pool_of(60)
    assert run(tmp_path / "a", records) == run(tmp_path / "b", records[::-1])


def test_near_duplicates_and_one_situation_stay_together(tmp_path):
    records = pool_of(80)
    for number in range(0, 40, 2):
        records[number + 1]["body"] = records[number]["body"] + " thanks"
    for number in range(40, 80, 4):
        records[number]["situation"] = records[number + 3]["situation"] = f"s{number}"
    placed = run(tmp_path, records)
    assert all(placed[f"t{n}"] == placed[f"t{n + 1}"] for n in range(0, 40, 2))
    assert all(placed[f"t{n}"] == placed[f"t{n + 3}"] for n in range(40, 80, 4))


def test_when_the_pool_grows_every_ticket_keeps_its_split(tmp_path):
    before = run(tmp_path, pool_of(80))
    after = run(tmp_path, pool_of(160))
    assert len(after) == 160
    assert {id_: after[id_] for id_ in before} == before


def test_tickets_that_would_be_lost_are_told_of_and_the_splits_stay(tmp_path):
    before = run(tmp_path, pool_of(80))
    with pytest.raises(InputError, match=r"holds 80 tickets that are not in the pool .* or say --drop"):
        run(tmp_path, pool_of(10, start=80))
    placed = {ticket.id: name for name in SPLITS for ticket in read_tickets(tmp_path / f"out/{name}.jsonl", None)}
    assert placed == before


def test_the_four_files_of_the_splits_and_new_ones_are_a_pool(tmp_path):
    before = run(tmp_path, pool_of(80))
    write_jsonl(tmp_path / "new.jsonl", pool_of(10, start=80))
    files = [str(tmp_path / f"out/{name}.jsonl") for name in SPLITS]
    split.main(["--pool", *files, str(tmp_path / "new.jsonl"), "--out", str(tmp_path / "out")])
    placed = {ticket.id: name for name in SPLITS for ticket in read_tickets(tmp_path / f"out/{name}.jsonl", None)}
    assert len(placed) == 90 and {id_: placed[id_] for id_ in before} == before


def test_with_drop_tickets_go_that_are_no_longer_in_the_pool(tmp_path, capsys):
    run(tmp_path, pool_of(80))
    assert set(run(tmp_path, pool_of(60), "--drop")) == {f"t{n}" for n in range(60)}
    assert "20 tickets of" in capsys.readouterr().out


def test_half_of_a_character_in_a_field_that_nobody_reads_is_kept(tmp_path):
    records = pool_of(40)
    records[7]["customer"] = "\ud83d"
    run(tmp_path, records)
    kept = [ticket for name in SPLITS for ticket in read_tickets(tmp_path / f"out/{name}.jsonl", None)]
    assert {ticket.id: ticket.record for ticket in kept}["t7"]["customer"] == "\ud83d"


def test_a_new_near_duplicate_joins_the_old_ticket(tmp_path):
    before = run(tmp_path, pool_of(40))
    tested = next(id_ for id_, name in before.items() if name == "test")
    copy = {"id": "copy", "subject": None, "body": pool_of(40)[int(tested[1:])]["body"] + " please", "label": "A"}
    assert run(tmp_path, [*pool_of(40), copy])["copy"] == "test"


def test_a_split_without_a_share_takes_no_near_duplicate_either(tmp_path, capsys):
    before = run(tmp_path, pool_of(40))
    copies = [
        {"id": f"copy-{name}", "subject": None, "body": pool_of(40)[int(id_[1:])]["body"] + " please", "label": "A"}
        for name in ("train", "test")
        for id_ in [next(id_ for id_, of in before.items() if of == name)]
    ]
    placed = run(tmp_path, [*pool_of(40), *copies], "--shares", "100/0/0/0")
    assert placed == before | {"copy-train": "train"}
    assert "1 new tickets are left out, since they resemble" in capsys.readouterr().out


def test_a_new_ticket_that_resembles_two_splits_is_left_out(tmp_path):
    before = run(tmp_path, pool_of(40))
    first = next(id_ for id_, name in before.items() if name == "train")
    second = next(id_ for id_, name in before.items() if name == "test")
    records = pool_of(40)
    bridge = {"id": "bridge", "subject": None, "body": "short and new", "label": "A", "situation": "s"}
    for record in records:
        if record["id"] in (first, second):
            record["situation"] = "s"
    assert "bridge" not in run(tmp_path, [*records, bridge])


def test_the_only_ticket_of_a_category_trains(tmp_path):
    placed = run(tmp_path, [*pool_of(20), {"id": "rare", "subject": "one", "body": "of its kind here", "label": "C"}])
    assert placed["rare"] == "train"


def test_pairs_across_splits_are_near_duplicates_or_of_one_situation_and_have_words():
    words = "the terminal in our shop prints no paper since the storm"

    def ticket(id_: str, body: str, situation: str | None = None) -> Ticket:
        return Ticket(id_, "", body, "A", situation, {})

    splits = {
        "train": [ticket("a", words), ticket("b", "payout late", "s1"), ticket("c", ""), ticket("d", "x y z w", "s2")],
        "test": [ticket("e", words + " again"), ticket("f", "where is our money", "s1"), ticket("g", "")],
        "validation": [ticket("h", "card declined at the counter")],
    }
    assert sorted(split.pairs_across(splits)) == [("train:a", "test:e"), ("train:b", "test:f")]


def test_a_split_without_a_ticket_of_a_category_is_warned_of(tmp_path, capsys):
    rare = {"id": "rare", "subject": None, "body": "one and only", "label": "RARE"}
    run(tmp_path, [*pool_of(60), rare])
    warnings = capsys.readouterr().err
    for split_without in ("validation", "calibration", "test"):
        assert f"warning: {split_without} has no ticket of RARE; " in warnings
    assert "warning: train" not in warnings
    assert "Add tickets of these categories" in warnings


def test_when_every_category_is_in_every_split_then_nothing_is_warned_of(tmp_path, capsys):
    run(tmp_path, pool_of(200))
    assert capsys.readouterr().err == ""
