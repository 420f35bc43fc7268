"""`ask` and `search`: the same verbs as the page, in a terminal."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from beffroi.faces.cli import acting, boot
from beffroi.faces.cli.command import Command

if TYPE_CHECKING:
    from beffroi.uses.ask.models import Turn


def ask(options: argparse.Namespace) -> None:
    boot.setup()
    boot.migrate()
    from beffroi.uses.ask import services

    scope = acting.scope_of(options)
    boot.catch_up()
    turn = services.ask(scope, options.question, None, acting.base_ids(scope, options.base))
    if options.json:
        from beffroi.faces.api.routes.answers import answer_out

        print(answer_out(scope, turn).json(exclude_none=False))
    else:
        _tell(turn)


def _tell(turn: Turn) -> None:
    if turn.decision == "abstained":
        print("Je ne sais pas : aucun document ne répond assez sûrement.")
    elif turn.decision == "unsure":
        print("Pas de réponse sûre. Ce qui s’en approche, à vérifier dans la source :")
    for citation in turn.citations.all():
        page = f", page {citation.page}" if citation.page else ""
        print(f"« {citation.text.strip()} »\n    {citation.title}{page}")
    if turn.decision == "sure":
        print(f"Confiance {turn.confidence or 0:.0%} ; extraits exacts, sans modèle, valables au {turn.on:%d/%m/%Y}.")
        return
    for near in turn.nearest:
        print(f"  à consulter : {near['title']}")
    if turn.service:
        print(f"  à demander : {turn.service.name} {turn.service.phone} {turn.service.email}".rstrip())


def search(options: argparse.Namespace) -> None:
    boot.setup()
    boot.migrate()
    from beffroi.platform.library import searching

    scope = acting.scope_of(options)
    boot.catch_up()
    for found in searching.search_passages(scope, options.words, options.limit):
        page = f", page {found.passage.page}" if found.passage.page else ""
        print(f"{found.passage.title}{page}\n    {' '.join(found.passage.text.split())[:300]}")


def _ask_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help="la question, en une phrase")
    parser.add_argument("--base", action="append", metavar="NOM", help="ne chercher que dans cette base (répétable)")
    parser.add_argument("--json", action="store_true", help="réponse complète en JSON")
    acting.arguments(parser)


def _search_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", metavar="MOTS", help="ce qui est cherché")
    parser.add_argument("--limit", type=int, default=10, help="nombre de passages")
    acting.arguments(parser)


COMMANDS = (
    Command("ask", "poser une question à ses documents", ask, _ask_arguments),
    Command("search", "chercher des passages", search, _search_arguments),
)
