"""`test/classify/shared-*.jsonl` hold what Python says; TypeScript's tests read the same files."""

import pytest
import shared_cases


@pytest.mark.parametrize(
    ("path", "made"),
    [(shared_cases.TEXTS, shared_cases.text_lines), (shared_cases.SCORES, shared_cases.score_lines)],
)
def test_the_shared_cases_are_those_of_this_code(path, made):
    assert made() == path.read_text(encoding="utf-8"), "make them anew: .venv/bin/python tests/shared_cases.py"
