"""Forms of the library: what was typed, made into values. Rules live in platform.library.services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from beffroi.platform.library.models import Base, Document
from beffroi.platform.tenancy.models import Service

DATE = {"type": "date"}
CONFIRMED = "confirm_shared"
CHANGED_MIND = "revenir"


class BaseForm(forms.Form):
    """A base. Sharing it, when it was not, is a step of its own (`must_confirm`)."""

    name = forms.CharField(label=_("Nom"), max_length=150, help_text=_("Par exemple « Règlements et tarifs »."))
    description = forms.CharField(
        label=_("Ce qu’on y trouve"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    visibility = forms.ChoiceField(label=_("Qui peut lire"), choices=Base.Visibility.choices, widget=forms.RadioSelect)
    service = forms.ChoiceField(
        label=_("Service"),
        required=False,
        help_text=_("Seulement pour une base lisible par un service."),
    )
    sensitivity = forms.ChoiceField(
        label=_("Sensibilité"),
        choices=Base.Sensitivity.choices,
        help_text=_("La plus forte de ce que contiennent les documents."),
    )

    def __init__(
        self, *args: Any, services: list[Service], may_share: bool, shared_already: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = Base.Visibility.choices
        if not may_share and not shared_already:
            choices = [choice for choice in choices if choice[0] != Base.Visibility.SHARED]
        self.fields["visibility"].choices = choices  # type: ignore[attr-defined]
        self.fields["service"].choices = [("", "—"), *((str(s.public_id), s.name) for s in services)]  # type: ignore[attr-defined]
        self.shared_already = shared_already

    def must_confirm(self) -> bool:
        """Whether this valid form would share what was not shared, and nobody said yes to that yet."""
        sharing = self.cleaned_data["visibility"] == Base.Visibility.SHARED
        return sharing and not self.shared_already and CONFIRMED not in self.data


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(ManyFilesField, self).clean(one, initial) for one in given] or [super().clean(None, initial)]


class UploadForm(forms.Form):
    files: ManyFilesField = ManyFilesField(  # type: ignore[assignment]
        label=_("Fichiers à ajouter"),
        allow_empty_file=True,
        max_length=400,
        error_messages={"required": _("Choisissez au moins un fichier.")},
        widget=ManyFilesInput(attrs={"aria-describedby": "id_files_helptext"}),
    )
    label = forms.CharField(required=False, max_length=255)


class ReplaceForm(forms.Form):
    """The page refuses a file that is too large before it is sent; the server refuses it again."""

    file = forms.FileField(
        label=_("Fichier de la nouvelle version"),
        allow_empty_file=True,
        max_length=255,
        error_messages={"required": _("Choisissez le fichier qui remplace l’ancien.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit, too_large = settings.CONFIGURATION.max_file_bytes, _("Ce fichier est trop gros. Découpez-le.")
        self.fields["file"].widget.attrs |= {"data-max-bytes": limit, "data-too-large": too_large}


class DocumentForm(forms.Form):
    title = forms.CharField(label=_("Titre"), max_length=300)
    document_date = forms.DateField(
        label=_("Date du document"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    valid_from = forms.DateField(
        label=_("Valable à partir du"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    valid_to = forms.DateField(
        label=_("Valable jusqu’au"), required=False, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d")
    )
    base = forms.ChoiceField(label=_("Base"), help_text=_("Changer de base change qui peut lire ce document."))

    def __init__(self, *args: Any, bases: list[Base], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].choices = [(str(base.public_id), base.name) for base in bases]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(document: Document) -> dict[str, Any]:
        return {
            "title": document.title,
            "document_date": document.document_date,
            "valid_from": document.valid_from,
            "valid_to": document.valid_to,
            "base": str(document.base.public_id),
        }


class EndForm(forms.Form):
    """The last day on which a document answers; none leaves it without end."""

    fin = forms.DateField(required=False)


class DismissForm(forms.Form):
    reason = forms.CharField(max_length=200, label=_("Raison"))
