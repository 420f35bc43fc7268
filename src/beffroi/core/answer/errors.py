"""What can be wrong with what an answer is asked of."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError


class QuestionSetUnusable(BeffroiError):
    """A folder of questions that cannot be read. `folder`: its path."""

    code = "answer.question_set"
    status = 422
    sentence = (
        "Le jeu de questions %(folder)s ne se lit pas. Vérifiez que corpus.jsonl, queries.jsonl (avec answers) "
        "et qrels.tsv y sont, en UTF-8, une ligne par objet."
    )
