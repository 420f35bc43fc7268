"""Compare documents with one another: near-duplicates, versions of one text, statements that contradict.

Entry points: `likeness.alike`, `statements.statements`, `contradictions.contradictions`. Everything is lexical,
deterministic and explainable: a finding names the two sentences, and a person decides.
"""
