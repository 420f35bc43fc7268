"""What the use declares: the public register and the notice are generated from it."""

from __future__ import annotations

from typing import Final

from beffroi.platform.declarations import Use, declare

ASK: Final = declare(
    Use(
        name="ask",
        title="Demander",
        purpose=(
            "Répondre à la question d’un agent par des phrases exactes des documents de sa collectivité, chacune avec "
            "sa source, ou dire que les documents ne répondent pas."
        ),
        data=(
            "questions posées par les agents",
            "documents des bases lisibles par l’agent",
            "fichiers joints à une conversation",
            "avis de l’agent sur la réponse",
        ),
        ai_act_class="minimal",
        oversight="L’agent lit la source avant d’utiliser la réponse ; rien ne part vers un usager sans lui.",
        ladder=("extracts",),
        legal_basis="Mission d’intérêt public (RGPD, article 6, 1, e)",
        retention=(
            "Conversations : la durée choisie par la collectivité, 30 jours par défaut, puis effacement avec les "
            "fichiers joints. Journal : identifiants et empreintes, sans texte."
        ),
    )
)
