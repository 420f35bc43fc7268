"""REST under /api/v1: the verbs of the house for other software, with a member's key."""
