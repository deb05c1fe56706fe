"""An encoder without the word pieces that no training text has and the places that no text reaches: half of a small one
is these two tables."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from classifier import load_encoder
from encode import TicketEncoder, padded_length
from tickets import InputError

SPELLING = (range(0x250), range(0x2000, 0x2150))
"""Characters whose pieces stay, those of Latin scripts, punctuation and currencies: a word with a character that has no
piece is unknown as a whole, so that a word which nobody has written yet could not be spelt."""
SPECIAL = ("unk_token", "sep_token", "pad_token", "cls_token", "mask_token")


def check_same_vocabulary(names: list[str], encoders: list[TicketEncoder]) -> None:
    """Refuse encoders that read other token ids than the first."""
    first = how_it_reads(encoders[0])
    for name, encoder in zip(names[1:], encoders[1:], strict=True):
        if how_it_reads(encoder) != first:
            reason = f"reads texts as other word pieces than {names[0]}; encoders beside each other share a vocabulary"
            raise InputError(name, None, reason)


def how_it_reads(encoder: TicketEncoder) -> list:
    """All that decides which ids a text becomes."""
    definition = definition_of(encoder)
    parts = [definition.get(part) for part in ("model", "normalizer", "pre_tokenizer")]
    added = sorted((token["id"], token["content"]) for token in definition["added_tokens"])
    return [*parts, added, encoder.cls, encoder.sep, encoder.pad]


def used_pieces(encoder: TicketEncoder, name: str, texts: list[str]) -> list[int]:
    """Ids, ascending, of the pieces that these texts have, of those that spell, and of the special ones.

    The texts themselves are read as before: a word is spelt by its longest pieces, and they are all there.
    """
    model = definition_of(encoder)["model"]
    if model["type"] != "WordPiece":
        raise InputError(name, None, f"has a vocabulary of kind {model['type']}; --trim-vocabulary knows WordPiece")
    prefix = model["continuing_subword_prefix"]
    spelling = {form for code in chain(*SPELLING) for form in (chr(code), prefix + chr(code))}
    read = encoder.backend.encode_batch(texts, add_special_tokens=False)
    kept = {token for text in read for token in text.ids} | set(encoder.tokenizer.all_special_ids)
    return sorted(kept | {number for piece, number in model["vocab"].items() if piece in spelling})


def trim(base: str, encoder: TicketEncoder, pieces: list[int], out: Path) -> str:
    """Writes the encoder `base` with these pieces and no more places than texts have tokens into `out`."""
    model = load_encoder(base)
    table = model.get_input_embeddings()
    table.weight.data = table.weight.data[pieces]
    table.num_embeddings = model.config.vocab_size = len(pieces)
    if table.padding_idx is not None:
        table.padding_idx = model.config.pad_token_id = pieces.index(encoder.pad)
    if model.config.model_type == "bert":  # whose places are numbered from 0; others begin elsewhere or have none
        places = model.embeddings.position_embeddings
        places.weight.data = places.weight.data[: padded_length(encoder.max_tokens)]
        places.num_embeddings = model.config.max_position_embeddings = len(places.weight)
    special = {name: text for name in SPECIAL if (text := getattr(encoder.tokenizer, name))}
    tokenizer = Tokenizer.from_str(json.dumps(renumbered(definition_of(encoder), pieces)))
    model.save_pretrained(out)
    most = encoder.tokenizer.model_max_length
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=most, **special).save_pretrained(out)
    return str(out)


def renumbered(definition: dict, pieces: list[int]) -> dict:
    """A tokenizer.json with these ids alone, numbered from 0 up in their order."""
    number = {old: new for new, old in enumerate(pieces)}

    def of(ids: Iterable[int]) -> list[int]:
        return [number[old] for old in ids]

    vocabulary = {piece: number[old] for piece, old in definition["model"]["vocab"].items() if old in number}
    added = [token | {"id": number[token["id"]]} for token in definition["added_tokens"] if token["id"] in number]
    after = definition.get("post_processor")
    if after and "special_tokens" in after:
        tokens = {name: token | {"ids": of(token["ids"])} for name, token in after["special_tokens"].items()}
        after = after | {"special_tokens": tokens}
    elif after:  # the kind of BERT and RoBERTa, which has pairs of text and id
        after = after | {end: [after[end][0], number[after[end][1]]] for end in ("sep", "cls") if end in after}
    model = definition["model"] | {"vocab": vocabulary}
    return definition | {"model": model, "added_tokens": added, "post_processor": after}


def definition_of(encoder: TicketEncoder) -> dict:
    return json.loads(encoder.backend.to_str())
