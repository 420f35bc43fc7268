"""Turns the source texts of the demo into the files that a town hall really has. Run by tools/make_demo.py."""
