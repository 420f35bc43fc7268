"""The journal's words for questions. Invariant: every question writes exactly one `ask.asked` or `ask.stopped`."""

from __future__ import annotations

from typing import Final

from beffroi.platform.journal.verbs import register

ASKED: Final = register("ask.asked", "A member asked a question and was answered, or was told that nothing answers.")
STOPPED: Final = register("ask.stopped", "A question was stopped or left before its answer.")
ATTACHED: Final = register("ask.attached", "A file was attached to a conversation and read.")
DETACHED: Final = register("ask.detached", "A file was removed from a conversation.")
DELETED: Final = register("ask.conversation_deleted", "A member deleted one of their conversations.")
RESTORED: Final = register("ask.conversation_restored", "A member took a deleted conversation back.")
ERASED: Final = register("ask.conversations_erased", "Conversations past their time were erased with their files.")
RATED: Final = register("ask.rated", "A member said what they thought of an answer.")
UNRATED: Final = register("ask.unrated", "A member took their opinion of an answer back.")
