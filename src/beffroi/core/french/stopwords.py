"""French words that say nothing of the subject. "été" is never one of them: it is also a season.

Kept apart from negations and modal verbs that the gate compares (core/grounding), which works on the text itself.
Words are compared folded (no accent), except that a word of `KEPT` with its accent is a content word.
"""

from __future__ import annotations

from typing import Final

KEPT: Final = frozenset({"été", "étés", "sûr", "sûre", "dû", "né", "née", "mémé"})

_WORDS: Final = """
    a à afin ai aie ainsi ait alors apres as au aucun aucune aujourd'hui auquel aura aurait auront aussi autre autres
    aux auxquelles auxquels avaient avait avant avec avez avoir avons ayant
    c ca car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment
    d dans de dedans depuis des desquelles desquels donc dont du duquel
    elle elles en encore ensuite entre es est et etaient etait etant etes etre eu eux
    fait faire faut font fut
    hors
    il ils
    j je jusqu jusque
    l la laquelle le lequel les lesquelles lesquels leur leurs lorsqu lorsque lui
    m ma mais malgre me meme memes mes moi moins mon
    n ne ni nos notre nous
    on ont or ou où
    par parce parmi pas pendant peut peuvent peux plus plusieurs plutot pour pourquoi pourra pourrait puis puisqu
    puisque
    qu quand que quel quelle quelles quelqu quels qui quoi quoiqu quoique
    s sa sans se selon sera serait seront ses si sinon soi soient soit son sont sous suis sur
    t ta tandis te tel telle telles tels tes toi ton tous tout toute toutes tres tu
    un une
    vers via voici voila vos votre vous vu
    y
    """

STOP_WORDS: Final = frozenset(_WORDS.split())
