"""Near-duplicates and versions: what is shared decides, titles tell versions apart from neighbours."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.core.comparison.likeness import Text, alike

RULES = (
    "La salle polyvalente est louée aux habitants du lundi au dimanche. Les clés sont remises "
    "la veille au secrétariat. "
    "Le locataire rend les lieux propres, range les tables et les chaises, sort les poubelles et ferme les fenêtres. "
    "La sonorisation est coupée à minuit. Toute dégradation est facturée. L’assurance du locataire est exigée. "
    "Le stationnement se fait sur la place, jamais devant l’école. Les chiens ne sont pas admis dans la salle. "
)
OTHER = (
    "Le cimetière est ouvert tous les jours. Les concessions sont accordées pour quinze ou "
    "trente ans, au choix des familles. "
    "Les travaux des marbriers sont déclarés deux jours avant. Les fleurs fanées sont retirées "
    "par les agents du service. "
    "Les plantations qui débordent sur les allées sont taillées. La vitesse des véhicules est limitée à celle du pas. "
)


def test_the_same_text_twice_is_a_near_duplicate() -> None:
    found = alike(
        [Text(1, "Règlement", RULES), Text(2, "Copie", RULES + "Fait à la mairie."), Text(3, "Cimetière", OTHER)]
    )
    assert [(pair.first, pair.second, pair.kind) for pair in found] == [(1, 2, "near_duplicate")]


def test_a_reworked_text_under_the_same_title_is_a_version() -> None:
    reworked = (
        RULES.replace("minuit", "une heure du matin").replace("jamais devant l’école", "ou rue Haute") + OTHER[:160]
    )
    found = alike([Text(1, "Règlement de la salle 2019", RULES), Text(2, "Règlement de la salle (2024)", reworked)])
    assert [pair.kind for pair in found] == ["versions"]


def test_two_acts_of_one_model_with_other_titles_are_not_versions() -> None:
    first = RULES + "Le présent arrêté concerne la rue des Tanneurs et la ruelle du Four."
    second = RULES.replace("minuit", "vingt-deux heures")[:-120] + OTHER[:260]
    assert alike([Text(1, "Fermeture de la rue des Tanneurs", first), Text(2, "Tarifs du camping", second)]) == []


def test_texts_too_short_to_judge_are_left_alone() -> None:
    assert alike([Text(1, "A", "Bonjour à tous."), Text(2, "B", "Bonjour à tous.")]) == []


@settings(max_examples=25, deadline=None)
@given(st.permutations([Text(1, "Règlement", RULES), Text(2, "Copie", RULES), Text(3, "Cimetière", OTHER)]))
def test_the_order_of_documents_changes_nothing(texts: list[Text]) -> None:
    assert [(pair.first, pair.second) for pair in alike(texts)] == [(1, 2)]
