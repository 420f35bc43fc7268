"""Form of a new authority."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.platform.tenancy.models import Collectivite


class CollectiviteForm(forms.Form):
    name = forms.CharField(label=_("Nom de la collectivité"), max_length=200)
    slug = forms.CharField(
        label=_("Identifiant court"),
        max_length=80,
        help_text=_("Lettres sans accent, chiffres et tirets : « valmire-le-pont ». Il ne change plus ensuite."),
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    kind = forms.ChoiceField(label=_("Type"), choices=Collectivite.Kind.choices)
    siren = forms.CharField(
        label=_("Numéro SIREN"), max_length=11, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    admin_name = forms.CharField(label=_("Nom de son premier administrateur"), max_length=150)
    admin_email = forms.EmailField(
        label=_("Adresse électronique de cet administrateur"),
        max_length=254,
        help_text=_(
            "Il recevra un lien à usage unique, puis invitera les autres. Vous n’entrez pas dans la collectivité."
        ),
    )


class AdministratorForm(forms.Form):
    admin_name = forms.CharField(label=_("Nom"), max_length=150)
    admin_email = forms.EmailField(label=_("Adresse électronique"), max_length=254)
