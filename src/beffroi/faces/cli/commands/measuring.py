"""`eval`: measure this version on a folder of questions, through the production path, as one JSON object."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from beffroi.core.errors import BeffroiError
from beffroi.faces.cli.command import Command


class FolderUnusable(BeffroiError):
    code = "eval.folder"
    sentence = (
        "Le dossier %(path)s n’a pas la forme attendue : il manque %(missing)s. "
        "Il faut corpus.jsonl, queries.jsonl et qrels.tsv."
    )


def evaluate(options: argparse.Namespace) -> None:
    folder = Path(options.folder)
    for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv"):
        if not (folder / name).exists() and not (folder / f"{name}.gz").exists():
            raise FolderUnusable(path=folder, missing=name)
    if options.what == "retrieval":
        from beffroi.core.search.evaluation import evaluate_retrieval

        print(json.dumps(evaluate_retrieval(folder)))
    else:
        from beffroi.core.answer.evaluation import evaluate_answers

        print(json.dumps(evaluate_answers(folder, without_gold=options.without_gold)))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["retrieval", "answers"], help="ce qui est mesuré : recherche ou réponses")
    parser.add_argument("folder", metavar="DOSSIER", help="corpus.jsonl, queries.jsonl et qrels.tsv (gzip accepté)")
    parser.add_argument("--without-gold", action="store_true", help="mettre hors d’atteinte les documents attendus")


COMMANDS = (Command("eval", "mesurer la recherche ou les réponses sur un jeu de questions", evaluate, _arguments),)
