import pytest
import torch
from transformers import AutoModel

from bases import ALL_MINILM, locate
from encode import TicketEncoder
from tickets import InputError
from vocabulary import check_same_vocabulary, definition_of, trim, used_pieces

LEARNT = ["My payout is 3 days late!", "Überweisung: the chargeback's reference is XK-204, of £20."]


@pytest.fixture
def trimmed(tiny_base, tmp_path):
    encoder = TicketEncoder(tiny_base, 64)
    pieces = used_pieces(encoder, "some-base", LEARNT)
    return encoder, pieces, trim(tiny_base, encoder, pieces, tmp_path / "trimmed")


def spelt(encoder: TicketEncoder, text: str) -> list[str]:
    return encoder.tokenizer.convert_ids_to_tokens(encoder.encode([("", text)])[0])


def test_texts_that_were_learnt_are_read_as_before_and_the_encoder_answers_as_before(tiny_base, trimmed):
    encoder, pieces, folder = trimmed
    after = TicketEncoder(folder, 64)
    assert after.tokenizer.vocab_size == len(pieces) < 800
    before_model, after_model = (AutoModel.from_pretrained(base).eval() for base in (tiny_base, folder))
    for text in LEARNT:
        assert spelt(after, text) == spelt(encoder, text)
        old, new = (torch.tensor(each.encode([("", text)])) for each in (encoder, after))
        assert [pieces[number] for number in new[0].tolist()] == old[0].tolist()
        with torch.no_grad():
            answers = [m(input_ids=ids).last_hidden_state for m, ids in ((before_model, old), (after_model, new))]
        assert torch.equal(*answers)


@pytest.mark.parametrize(("max_tokens", "places"), [(64, 64), (61, 64), (8, 8)])
def test_places_behind_the_longest_text_go(tiny_base, tmp_path, max_tokens, places):
    encoder = TicketEncoder(tiny_base, max_tokens)
    folder = trim(tiny_base, encoder, used_pieces(encoder, "some-base", LEARNT), tmp_path / "trimmed")
    model = AutoModel.from_pretrained(folder)
    assert model.config.max_position_embeddings == places
    assert len(model.embeddings.position_embeddings.weight) == places
    assert model(input_ids=torch.ones(1, places, dtype=torch.long)).last_hidden_state.shape[1] == places
    assert TicketEncoder(folder, max_tokens).max_tokens == max_tokens


def test_a_word_that_nobody_wrote_is_spelt(trimmed):
    _, _, folder = trimmed
    assert spelt(TicketEncoder(folder, 64), "zebra!") == ["[CLS]", "z", "##e", "##b", "##r", "##a", "!", "[SEP]"]


@pytest.mark.parametrize("word", ["£70", "45€", "straße", "łódź", "Møller", "½", "5°C", "“quoted”", "a…b", "№9"])
def test_no_word_of_a_latin_script_is_unknown_that_was_not(trimmed, word):
    encoder, _, folder = trimmed
    assert "[UNK]" not in spelt(encoder, word) and "[UNK]" not in spelt(TicketEncoder(folder, 64), word)


def test_the_special_tokens_stay_what_they_are(trimmed):
    encoder, pieces, folder = trimmed
    after = TicketEncoder(folder, 64)
    for name in ("cls", "sep", "pad"):
        assert pieces[getattr(after, name)] == getattr(encoder, name)
    definition = definition_of(after)
    assert sorted(definition["model"]["vocab"].values()) == list(range(len(pieces)))
    assert {token["id"] for token in definition["added_tokens"]} <= set(range(len(pieces)))
    # What other readers of a tokenizer.json put around a text.
    assert after.backend.encode("late").ids == [after.cls, *after.encode([("", "late")])[0][1:-1], after.sep]


def test_other_kinds_of_vocabulary_are_refused(tiny_base, monkeypatch):
    encoder = TicketEncoder(tiny_base, 64)
    monkeypatch.setattr("vocabulary.definition_of", lambda _: {"model": {"type": "Unigram"}})
    with pytest.raises(InputError, match="some-base: has a vocabulary of kind Unigram; --trim-vocabulary knows WordPi"):
        used_pieces(encoder, "some-base", LEARNT)


def test_encoders_beside_each_other_read_the_same_pieces(tiny_base, trimmed):
    encoder, _, folder = trimmed
    check_same_vocabulary(["one", "another"], [encoder, TicketEncoder(locate(ALL_MINILM), 64)])
    with pytest.raises(InputError, match="another: reads texts as other word pieces than one; encoders beside each"):
        check_same_vocabulary(["one", "another"], [encoder, TicketEncoder(folder, 64)])


def add_a_word(encoder: TicketEncoder) -> None:
    encoder.tokenizer.add_tokens(["chargeback-id"])


def pad_by_another_token(encoder: TicketEncoder) -> None:
    encoder.pad = encoder.tokenizer.mask_token_id


@pytest.mark.parametrize("change", [add_a_word, pad_by_another_token])
def test_encoders_beside_each_other_have_the_same_added_and_special_tokens(tiny_base, change):
    one, another = TicketEncoder(tiny_base, 64), TicketEncoder(tiny_base, 64)
    check_same_vocabulary(["one", "another"], [one, another])
    change(another)
    with pytest.raises(InputError, match="another: reads texts as other word pieces than one"):
        check_same_vocabulary(["one", "another"], [one, another])
