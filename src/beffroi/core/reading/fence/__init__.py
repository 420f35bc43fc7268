"""The fence: a warm helper process forks one bounded child per file; nothing that a file does reaches the house."""
