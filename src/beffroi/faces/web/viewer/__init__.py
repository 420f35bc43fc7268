"""The source viewer: the exact place of a citation, on the page of the original or in its text."""
