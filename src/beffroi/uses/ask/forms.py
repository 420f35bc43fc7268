"""Forms of the use: what fields are; services decide."""

from __future__ import annotations

from django import forms

from beffroi.uses.ask.services import MARKS


class QuestionForm(forms.Form):
    """`flux`: 1 when the page will stream the answer itself. `token`: drawn with the page, one submission."""

    question = forms.CharField(required=False, strip=True)
    file = forms.FileField(required=False, allow_empty_file=True)
    token = forms.UUIDField(required=False)
    flux = forms.BooleanField(required=False)


class FeedbackForm(forms.Form):
    comment = forms.CharField(required=False, max_length=2000)

    def marks(self) -> dict[str, bool]:
        """The ticked marks."""
        return {mark: mark in self.data for mark in MARKS}
