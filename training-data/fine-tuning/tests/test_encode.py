import json
import random

import pytest
import shared_cases

from bases import ALL_MINILM, locate
from encode import TicketEncoder, bucketed_batches, equal_length_batches, fit, pad_batch, padded_length
from tickets import InputError


def test_a_ticket_that_fits_is_not_cut():
    assert fit([1, 2], [3, 4], 4) == [1, 2, 3, 4]


def test_a_long_body_keeps_its_head_and_its_tail():
    # 10 tokens of room after a subject of 2: the first 7 and the last 3.
    assert fit([1, 2], list(range(100, 200)), 12) == [1, 2, *range(100, 107), 197, 198, 199]


def test_a_long_subject_is_cut_to_a_quarter_of_the_budget():
    assert fit(list(range(50)), [100, 101], 20) == [*range(5), 100, 101]
    assert fit(list(range(50)), list(range(100, 200)), 20) == [*range(5), *range(100, 110), *range(195, 200)]


def test_a_short_subject_leaves_its_share_to_the_body():
    assert len(fit([1], list(range(100, 200)), 20)) == 20


def test_subject_and_body_are_framed_by_cls_and_sep_and_never_longer_than_allowed():
    encoder = TicketEncoder(locate(ALL_MINILM), 16)
    short, empty, long = encoder.encode([("Hello", "WORLD"), ("", ""), ("a " * 50, "b " * 500)])
    assert short == [encoder.cls, *encoder.backend.encode("hello world", add_special_tokens=False).ids, encoder.sep]
    assert empty == [encoder.cls, encoder.sep]
    assert len(long) == 16


def test_a_tokenizer_that_frames_no_text_is_refused_since_the_service_frames_by_it(tmp_path):
    files = shared_cases.tokenizer_files()
    for name, content in files.items():
        (tmp_path / name).write_text(json.dumps(content))
    TicketEncoder(tmp_path, 16)
    (tmp_path / "tokenizer.json").write_text(json.dumps(files["tokenizer.json"] | {"post_processor": None}))
    with pytest.raises(InputError, match="does not put its classification token before a text"):
        TicketEncoder(tmp_path, 16)


def test_batches_are_padded_to_a_multiple_of_eight():
    input_ids, attention_mask = pad_batch([[5] * 9, [6] * 3], pad=0)
    assert input_ids.shape == (2, 16)
    assert attention_mask.sum(1).tolist() == [9, 3]


def test_scoring_batches_never_mix_padded_lengths():
    rows = [[1] * length for length in range(1, 40)]
    batches = list(equal_length_batches(rows, 4))
    assert sorted(index for batch in batches for index in batch) == list(range(39))
    assert all(len({padded_length(len(rows[index])) for index in batch}) == 1 for batch in batches)


def test_training_batches_are_reproducible_and_complete():
    rows = [[1] * (1 + number % 30) for number in range(100)]
    first = bucketed_batches(rows, 8, random.Random(5))
    assert first == bucketed_batches(rows, 8, random.Random(5))
    assert sorted(index for batch in first for index in batch) == list(range(100))
