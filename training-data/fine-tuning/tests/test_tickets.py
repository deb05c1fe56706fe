import base64
import json
import re
from pathlib import Path

import pytest

from tickets import CHANNELS, InputError, is_known_channel, read_taxonomy, read_tickets


def ticket_line(id_: str, label: str = '"A"') -> str:
    return f'{{"id": "{id_}", "channel": "chat", "subject": null, "body": "text", "label": {label}}}\n'


@pytest.fixture
def taxonomy(tmp_path):
    path = tmp_path / "taxonomy.yaml"
    path.write_text("version: 2\ncategories:\n  - {code: A, name: a}\n  - {code: B, name: b}\n")
    return read_taxonomy(path)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (ticket_line("1") + "{oops\n", 2, "is not JSON"),
        ("id,subject,body,label\n", 1, 'JSON Lines are wanted: {"id": "…"'),
        ("[1]\n", 1, "is not a JSON object; JSON Lines are wanted"),
        (ticket_line("1") + ticket_line("2", '"C"'), 2, "'C' is not a code of the taxonomy"),
        (ticket_line("1") + "\n" + ticket_line("1"), 3, "already stands at"),
        ('{"id": "1", "body": "x"}\n', 1, "has no `label`"),
        ('{"id": "1", "body": 5, "label": null}\n', 1, "`body` must be text or null"),
        ("[]\n", 1, "is not a JSON object"),
        (ticket_line("1") + ticket_line("x" * 201), 2, "`id` has 201 characters; at most 200 are possible"),
        (ticket_line("1") + ticket_line("😀" * 101), 2, "`id` has 202 characters; at most 200 are possible"),
        (ticket_line(" "), 1, "needs an `id` (text)"),
        ('{"id": "1", "channel": "\\ud83d", "label": null}\n', 1, "`channel` holds half of a character"),
        ('{"id": "1", "body": "wow \\ud83d", "label": null}\n', 1, "`body` holds half of a character"),
        ('{"id": "1", "body": "x", "label": null, "writer": ["a"]}\n', 1, "`writer` must be text or null"),
        ('{"id": "1", "label": null, "score": NaN}\n', 1, "NaN is no JSON value"),
        ('{"id": "1", "label": null, "score": 1e999}\n', 1, "1e999 is too large a number"),
        ('{"id": "1", "label": null, "n": ' + "9" * 5000 + "}\n", 1, "is not JSON"),
        ('{"id": "1", "label": null, "n": ' + "[" * 100_000 + "}\n", 1, "is nested too deeply"),
    ],
)
def test_a_bad_line_is_refused_with_file_line_and_reason(tmp_path, taxonomy, content, line, reason):
    path = tmp_path / "train.jsonl"
    path.write_text(content)
    with pytest.raises(InputError) as error:
        read_tickets(path, taxonomy)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert reason in str(error.value)


CASES = json.loads((Path(__file__).resolve().parents[3] / "test/data-check/labelled-cases.json").read_text())["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_file_is_right_or_wrong_as_the_service_takes_it(tmp_path, taxonomy, case):
    path = tmp_path / "train.jsonl"
    path.write_bytes(content_of(case))
    if case["right"]:
        assert read_tickets(path, taxonomy)
    else:
        with pytest.raises(InputError):
            read_tickets(path, taxonomy)


def content_of(case: dict) -> bytes:
    if "base64" in case:
        return base64.b64decode(case["base64"])
    if "repeat" in case:
        repeat = case["repeat"]
        return json.dumps({"id": repeat["of"] * repeat["times"], "label": "A"}).encode()
    # Half of a character is spelt out in it, not held.
    return case["content"].encode()


def test_an_id_may_have_200_characters(tmp_path, taxonomy):
    path = tmp_path / "train.jsonl"
    path.write_text(ticket_line("x" * 200))
    assert [ticket.id for ticket in read_tickets(path, taxonomy)] == ["x" * 200]


def test_the_channels_are_those_of_the_service():
    contract = (Path(__file__).resolve().parents[3] / "service/contracts/ticket.ts").read_text()
    listed = re.search(r"channelSchema = z\.enum\(\[(.*?)\]\)", contract)[1]
    assert tuple(re.findall(r"'(\w+)'", listed)) == CHANNELS
    assert all(is_known_channel(channel) for channel in ("E-Mail", "web form", "inApp", None))
    assert not any(is_known_channel(channel) for channel in ("fax", "", 5, ["chat"]))


def test_an_empty_file_is_refused(tmp_path, taxonomy):
    path = tmp_path / "train.jsonl"
    path.write_text("\n")
    with pytest.raises(InputError, match="holds no ticket"):
        read_tickets(path, taxonomy)


def test_null_label_and_missing_texts_are_accepted(tmp_path, taxonomy):
    path = tmp_path / "train.jsonl"
    path.write_text('{"id": 7, "label": null}\n')
    (ticket,) = read_tickets(path, taxonomy)
    assert (ticket.id, ticket.subject, ticket.body, ticket.label) == ("7", "", "", None)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("categories: [", "is not YAML"),
        ("version: 1", "has no list `categories`"),
        ("categories:\n  - {code: A, name: a}\n", "2 to 1000 are possible"),
        ("categories:\n  - {code: A, name: a}\n  - {code: A, name: b}\n", "repeats the code"),
        ("categories:\n  - {code: 12, name: a}\n  - {code: B, name: b}\n", "needs a `code` and a `name`"),
        ("categories:\n  - {code: A, name: 12}\n  - {code: B, name: b}\n", "needs a `code` and a `name`"),
        ("categories:\n  - {code: !!int A, name: a}\n  - {code: B, name: b}\n", "cannot be read as YAML .ValueError"),
        ("version: " + "[" * 20_000, "cannot be read as YAML .RecursionError"),
        (
            "categories:\n  - {code: A, name: a, includes: refund}\n  - {code: B, name: b}\n",
            "`includes` of category A must",
        ),
        ("categories:\n  - {code: A, name: a, examples: [3]}\n  - {code: B, name: b}\n", "holds 3, not a text"),
        ("categories:\n  - {code: A, name: a}\n  - {code: B, name: b}\nhouseRules: 3\n", "`houseRules` must be a list"),
    ],
)
def test_an_unusable_taxonomy_is_refused(tmp_path, content, reason):
    path = tmp_path / "taxonomy.yaml"
    path.write_text(content)
    with pytest.raises(InputError, match=reason):
        read_taxonomy(path)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("A ", "begins or ends with white space"),
        ("\ufeffA", "begins or ends with white space"),
        ("A\u3000", "begins or ends with white space"),
        ("A B", None),
        # White space to Python's `strip`, and none to the `trim` of the service.
        ("A\x1f", None),
        ("x" * 100, None),
        ("x" * 101, "has 101 characters; at most 100 are possible"),
        ("😀" * 51, "has 102 characters; at most 100 are possible"),
    ],
)
def test_a_code_is_one_to_the_service_too(tmp_path, code, reason):
    path = tmp_path / "taxonomy.yaml"
    path.write_text(f"categories:\n  - {{code: {json.dumps(code)}, name: a}}\n  - {{code: B, name: b}}\n")
    if reason is None:
        assert read_taxonomy(path).codes == [code, "B"]
    else:
        with pytest.raises(InputError, match=reason):
            read_taxonomy(path)


def test_dates_are_texts_as_the_service_reads_them_and_need_not_exist(tmp_path):
    path = tmp_path / "taxonomy.yaml"
    path.write_text(
        "version: 2026-13-01\ncategories:\n  - {code: A, name: a, examples: [2026-02-31]}\n  - {code: B, name: b}\n"
    )
    taxonomy = read_taxonomy(path)
    assert (taxonomy.version, taxonomy.sentences) == ("2026-13-01", [("2026-02-31", "A")])
