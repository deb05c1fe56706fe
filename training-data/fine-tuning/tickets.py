"""Read the taxonomy and labelled tickets, and refuse bad ones with file, line and reason."""

from __future__ import annotations

import hashlib
import json
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

SPLITS = ("train", "validation", "calibration", "test")
WANTED = 'JSON Lines are wanted: {"id": "…", "subject": "…", "body": "…", "label": "CODE"}, one ticket a line'
CHANNELS = ("email", "chat", "web_form", "in_app", "other")
MAX_CATEGORIES = 1000
LONGEST_CODE = 100
"""In UTF-16 units, as those below: `categoryCodeSchema` of `service/contracts/taxonomy.ts`."""
WHITE_SPACE = (
    "\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
"""What `trim` of JavaScript takes away; `strip` of Python by itself means other characters."""
LONGEST_ID = 200
"""In UTF-16 units, as the service counts (`service/intake/read-ticket-id.ts`)."""


class InputError(Exception):
    """The user's input cannot be used; the message says where and why, and what to do."""

    def __init__(self, path: Path | str, line: int | None, reason: str):
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}: {reason}")


def in_a_line(error: Exception) -> str:
    """Kind and first line of what a library says: messages to people are sentences, not pages."""
    said = str(error).strip()
    return type(error).__name__ + (f": {said.splitlines()[0]}" if said else "")


@dataclass(frozen=True)
class Taxonomy:
    version: str
    codes: list[str]
    """Order of the file, which is the order of the columns of `logits`."""
    sha256: str
    sentences: list[tuple[str, str]]
    """(text, code): what the taxonomy itself says belongs to a category; read along with the training tickets."""


@dataclass(frozen=True)
class Ticket:
    id: str
    subject: str
    body: str
    label: str | None
    """`None` means out of taxonomy."""
    situation: str | None
    record: dict
    """The line as it came, other fields included."""
    given_away: tuple[dict, ...] = ()
    """Names in a cleaned text that only what was set aside shows to be such: `kind` and `value` of each."""


def channel_of(ticket: Ticket) -> str | None:
    """As it was given; the service reads what is no text as `other`, as it does when there is none."""
    channel = ticket.record.get("channel")
    return channel if isinstance(channel, str) else None


def is_known_channel(channel: object) -> bool:
    """As `readChannel` of the service takes it: `E-Mail` and `web form` are known."""
    if channel is None:
        return True
    return isinstance(channel, str) and _squeezed(channel) in map(_squeezed, CHANNELS)


def _squeezed(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name.lower())


def fingerprint(ticket: Ticket) -> int:
    """First eight bytes of the SHA-256 of subject and body, as they were given."""
    return int.from_bytes(hashlib.sha256(f"{ticket.subject}\n{ticket.body}".encode()).digest()[:8], "little")


def fingerprints_of(given: list[Ticket], read: list[Ticket]) -> set[int]:
    """Of tickets as they came and as the model reads them: two that differ in a footer alone are one to it."""
    return {fingerprint(ticket) for ticket in (*given, *read) if has_text(ticket)}


def known_by(fingerprints: set[int], given: list[Ticket], read: list[Ticket]) -> list[str]:
    """Ids of the tickets that are among `fingerprints`, as they came or as the model reads them."""
    pairs = zip(given, read, strict=True)
    return [ticket.id for ticket, as_read in pairs if fingerprints & fingerprints_of([ticket], [as_read])]


def has_text(ticket: Ticket) -> bool:
    """Without a letter or digit the service asks no model about it (`isReadable` of `service/decide/decide.ts`)."""
    return any(unicodedata.category(character)[0] in "LN" for character in ticket.subject + ticket.body)


class _TaxonomyLoader(yaml.SafeLoader):
    """Leaves dates the texts that they are to the service, whether a calendar has them or not."""


_TaxonomyLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_taxonomy(path: Path) -> Taxonomy:
    """Only `code` and `name` are required; the rest of the file is TypeScript's to check."""
    try:
        content = path.read_bytes()
        file = yaml.load(content, _TaxonomyLoader)
    except OSError as error:
        raise InputError(path, None, f"cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(path, mark.line + 1 if mark else None, "is not YAML") from error
    except Exception as error:  # of many kinds: what an explicit tag (`!!int x`) does not fit, a nesting too deep
        raise InputError(path, None, f"cannot be read as YAML ({in_a_line(error)})") from error
    categories = file.get("categories") if isinstance(file, dict) else None
    if not isinstance(categories, list):
        raise InputError(path, None, "has no list `categories`")
    codes = []
    for number, category in enumerate(categories, 1):
        code, name = (category.get(field) if isinstance(category, dict) else None for field in ("code", "name"))
        if not all(isinstance(text, str) and text for text in (code, name)):
            reason = f"category {number} needs a `code` and a `name`, both text (quote numbers and yes/no)"
            raise InputError(path, None, reason)
        if code != code.strip(WHITE_SPACE):
            raise InputError(path, None, f"the code of category {number}, {code!r}, begins or ends with white space")
        if (length := _utf16_units(code)) > LONGEST_CODE:
            reason = f"the code of category {number} has {length} characters; at most {LONGEST_CODE} are possible"
            raise InputError(path, None, reason)
        if code in codes:
            raise InputError(path, None, f"category {number} repeats the code {code!r}")
        codes.append(code)
    if not 2 <= len(codes) <= MAX_CATEGORIES:
        raise InputError(path, None, f"has {len(codes)} categories; 2 to {MAX_CATEGORIES} are possible")
    sentences = [(text, code) for text, code in _sentences(path, file) if isinstance(text, str) and code in codes]
    return Taxonomy(str(file.get("version", "1.0.0")), codes, hashlib.sha256(content).hexdigest(), sentences)


def _sentences(path: Path, file: dict) -> Iterator[tuple[object, object]]:
    """`includes` and `examples` of each category and the house rules. `excludes` are left out: they hurt when tried."""
    for category in file["categories"]:
        for field in ("includes", "examples"):
            for text in _list_of(category.get(field), path, f"`{field}` of category {category['code']}"):
                if not isinstance(text, str):
                    raise InputError(path, None, f"`{field}` of category {category['code']} holds {text!r}, not a text")
                yield text, category["code"]
    for rule in _list_of(file.get("houseRules"), path, "`houseRules`"):
        if isinstance(rule, dict):
            yield rule.get("when"), rule.get("goesTo")


def _list_of(value: object, path: Path, name: str) -> list:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InputError(path, None, f"{name} must be a list (begin each line with `- `)")
    return value


def read_tickets(path: Path, taxonomy: Taxonomy | None, known_ids: dict[str, str] | None = None) -> list[Ticket]:
    """Read a JSONL file of labelled tickets.

    `known_ids` (id → place where it was seen) makes ids unique across files and is added to.
    Raises `InputError` for the first bad line. Without a taxonomy every label is accepted.
    """
    seen = {} if known_ids is None else known_ids
    codes = set(taxonomy.codes) if taxonomy else None
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(path, None, f"cannot be read ({error.strerror})") from error
    tickets = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        ticket = _parse_ticket(path, number, line, codes)
        if ticket.id in seen:
            reason = f"id {ticket.id!r} already stands at {seen[ticket.id]}; give each ticket its own"
            raise InputError(path, number, reason)
        seen[ticket.id] = f"{path}:{number}"
        tickets.append(ticket)
    if not tickets:
        raise InputError(path, None, "holds no ticket; add lines or remove the file")
    return tickets


def _parse_ticket(path: Path, number: int, line: bytes, codes: set[str] | None) -> Ticket:
    try:
        record = json.loads(line, parse_float=_finite, parse_constant=_no_constant)
    except RecursionError as error:
        raise InputError(path, number, f"is nested too deeply; {WANTED}") from error
    except ValueError as error:
        raise InputError(path, number, f"is not JSON ({error}); {WANTED}") from error
    if not isinstance(record, dict):
        raise InputError(path, number, f"is not a JSON object; {WANTED}")
    for name in ("id", "channel", "subject", "body", "label", "situation", "writer"):
        if isinstance(record.get(name), str) and not is_whole(record[name]):
            raise InputError(path, number, f"`{name}` holds half of a character (a lone surrogate); write it whole")
    if not isinstance(record.get("writer"), (str, type(None))):
        raise InputError(path, number, "`writer` must be text or null")
    id_ = record.get("id")
    if not isinstance(id_, (str, int)) or isinstance(id_, bool) or not str(id_).strip():
        raise InputError(path, number, "needs an `id` (text)")
    if (length := _utf16_units(str(id_))) > LONGEST_ID:
        raise InputError(path, number, f"`id` has {length} characters; at most {LONGEST_ID} are possible")
    subject, body = record.get("subject"), record.get("body")
    for name, value in (("subject", subject), ("body", body)):
        if value is not None and not isinstance(value, str):
            raise InputError(path, number, f"`{name}` must be text or null")
    if "label" not in record:
        raise InputError(path, number, "has no `label` (write null for a ticket that is out of taxonomy)")
    label = record["label"]
    if label is not None and not isinstance(label, str):
        raise InputError(path, number, "`label` must be text or null")
    if codes is not None and label is not None and label not in codes:
        reason = f"label {label!r} is not a code of the taxonomy; correct it, or write null for out of taxonomy"
        raise InputError(path, number, reason)
    situation = record.get("situation")
    return Ticket(str(id_), subject or "", body or "", label, situation if isinstance(situation, str) else None, record)


def _utf16_units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _finite(digits: str) -> float:
    """What is too large for a float would be written to a split file as `Infinity`, which is not JSON."""
    value = float(digits)
    if math.isinf(value):
        raise ValueError(f"{digits[:20]} is too large a number")
    return value


def _no_constant(name: str) -> float:
    """`NaN` and `Infinity` are Python's, not JSON's: the service could not read what was trained on."""
    raise ValueError(f"{name} is no JSON value")


def is_whole(text: str) -> bool:
    """JSON can spell half of an emoji (`"\\ud83d"`), which no file can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
