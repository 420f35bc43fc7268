"""Beffroi: sourced answers from a local authority's own documents, on its own machines."""

__version__ = "0.1.0"
