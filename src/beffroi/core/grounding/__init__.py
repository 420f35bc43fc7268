"""The gate: what may leave, with which citation."""
