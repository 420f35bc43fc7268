"""What can be wrong with what an answer is asked of."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError


class QuestionSetUnusable(BeffroiError):
    """A folder of questions none of which has an expected answer. `folder`: its path."""

    code = "answer.question_set"
    status = 422
    sentence = (
        "Aucune question du dossier %(folder)s n’a de réponse attendue. "
        "Ajoutez une liste « answers » aux questions de queries.jsonl."
    )
