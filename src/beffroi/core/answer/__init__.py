"""Choose exact sentences, weigh how sure they are, abstain, and let only what re-reads leave."""

from beffroi.core.answer.answering import answer
from beffroi.core.answer.confidence import Thresholds

__all__ = ["Thresholds", "answer"]
