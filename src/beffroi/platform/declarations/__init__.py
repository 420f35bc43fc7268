"""The declarations of uses: `Use`, `declare`, `declared`."""

from beffroi.platform.declarations.uses import AI_ACT_CLASSES, Use, declare, declared, is_declared

__all__ = ["AI_ACT_CLASSES", "Use", "declare", "declared", "is_declared"]
