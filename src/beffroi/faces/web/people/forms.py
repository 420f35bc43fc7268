"""Forms of members, services, settings and keys: what was typed, made into values. Rules: platform.tenancy.services."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from beffroi.platform.tenancy.models import Member, Service

ROLE_WORDS = [
    (Member.Role.AGENT, _("Agent : demande, dépose et corrige des documents")),
    (Member.Role.VALIDEUR, _("Valideur : de plus, gère les bases et met à la corbeille")),
    (Member.Role.ADMINISTRATEUR, _("Administrateur : de plus, gère les membres, les services et les réglages")),
    (Member.Role.DPO, _("Délégué à la protection des données : demande, et lit le journal")),
]


class MemberForm(forms.Form):
    role = forms.ChoiceField(label=_("Rôle"), choices=ROLE_WORDS, widget=forms.RadioSelect)
    services = forms.MultipleChoiceField(
        label=_("Services"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Les bases réservées à un service ne sont lues que par ses membres."),
    )

    def __init__(self, *args: Any, services: list[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = [(str(s.public_id), s.name) for s in services]  # type: ignore[attr-defined]

    @property
    def service_ids(self) -> list[UUID]:
        return [UUID(chosen) for chosen in self.cleaned_data["services"]]


class InviteForm(MemberForm):
    name = forms.CharField(
        label=_("Nom et prénom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("Adresse électronique"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ("name", "email", "role", "services")


class ServiceForm(forms.Form):
    name = forms.CharField(label=_("Nom du service"), max_length=150)
    remit = forms.CharField(
        label=_("Ce dont il s’occupe"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Avec les mots des habitants : « cantine, garderie, inscription scolaire, transport ». Quand Beffroi ne "
            "sait pas, c’est ainsi qu’il dit quel service interroger."
        ),
    )
    phone = forms.CharField(
        label=_("Téléphone"), required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    email = forms.EmailField(label=_("Adresse électronique"), required=False, max_length=254)


class AuthorityForm(forms.Form):
    name = forms.CharField(label=_("Nom de la collectivité"), max_length=200)
    accent = forms.CharField(
        label=_("Couleur"),
        required=False,
        max_length=7,
        widget=forms.TextInput(attrs={"placeholder": "#8a3b12", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Celle des boutons et des liens. Vide : la couleur de Beffroi. Elle doit se lire sur le blanc."),
    )
    fallback_contact = forms.CharField(
        label=_("Qui interroger quand Beffroi ne sait pas"),
        required=False,
        max_length=300,
        help_text=_(
            "Donné quand aucun service ne correspond à la question : « Accueil de la mairie, 04 00 00 00 00 »."
        ),
    )
    conversation_days = forms.IntegerField(
        label=_("Durée de conservation des conversations, en jours"),
        min_value=1,
        max_value=3650,
        help_text=_("Passé ce délai, une conversation et ses pièces jointes sont effacées."),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("PNG, JPEG ou WebP, 500 Ko au plus."),
    )
    remove_logo = forms.BooleanField(label=_("Retirer le logo"), required=False)


class KeyForm(forms.Form):
    name = forms.CharField(
        label=_("À quoi servira cette clé"),
        max_length=100,
        help_text=_("Par exemple « intranet » : pour la reconnaître le jour où il faudra la révoquer."),
    )
