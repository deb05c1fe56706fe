"""`run.py index`: the similar tickets of a released model from the present train split, without training."""

from __future__ import annotations

import argparse
from pathlib import Path

from encode import TicketEncoder
from index_tickets import EMBEDDINGS, TICKETS, write_index
from model_card import is_refit
from model_folder import check_files, check_replaceable, put_back, read_part, sha256, staged_beside
from prepare import NO_CLEAN_HELP, load_splits, reader, with_validation
from release import write_json
from score import open_graph
from split import SHARES, read_shares
from tickets import Taxonomy


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="run.py index", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of a released model; rewritten as a whole")
    parser.add_argument("--tickets", type=Path, required=True, help="as for training; what was learnt is indexed")
    parser.add_argument("--shares", type=read_shares, default=SHARES, help="as for training, for splits without a file")
    parser.add_argument("--no-clean", action="store_true", help=NO_CLEAN_HELP)
    options = parser.parse_args(arguments)
    put_back(options.model)
    manifest = read_part(options.model, "manifest.json")
    check_files(options.model, manifest)
    check_replaceable(options.model)
    known = Taxonomy(manifest["taxonomy"]["version"], manifest["labels"], manifest["taxonomy"]["sha256"], [])
    as_read = reader(manifest.get("cleaned", not options.no_clean))
    seed = manifest["hyperParameters"]["seed"]
    splits = load_splits(options.tickets, known, seed, print, options.shares, as_read=as_read)
    if is_refit(manifest):
        splits = with_validation(splits, print, as_read)

    encoder = TicketEncoder(options.model, manifest["maxTokens"])
    session = open_graph(options.model / "model.onnx")
    with staged_beside(options.model, copy=True) as staged:
        entry = write_index(staged, splits["train"], encoder, session, as_read)
        files = manifest.pop("files") | {name: sha256(staged / name) for name in (TICKETS, EMBEDDINGS)}
        manifest |= {"similarTickets": entry, "files": dict(sorted(files.items()))}
        write_json(staged / "manifest.json", manifest)
    print(f"{options.model}: {entry['count']} labelled tickets, embeddings of {entry['dimension']} numbers")
