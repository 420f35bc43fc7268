"""Authorities, services, accounts and members. Invariant: every row of the house carries its authority.

`TenantRow` is the base of every row that belongs to an authority. Public identifiers are random UUIDs (v4), never
derived from time nor from one another; row ids never leave the server.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from beffroi.platform.journal import actors


class AccountManager(BaseUserManager["Account"]):
    def create_account(self, email: str, name: str = "", password: str | None = None, **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """A person who signs in. What they may do comes from their memberships, except for the exploitant."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom"), max_length=150)
    is_active = models.BooleanField(default=True)
    is_exploitant = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="fr")
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email


class Collectivite(models.Model):
    """A local authority hosted by this instance."""

    class Kind(models.TextChoices):
        COMMUNE = "commune", _("Commune")
        EPCI = "epci", _("Intercommunalité")
        DEPARTEMENT = "departement", _("Département")
        REGION = "region", _("Région")
        CDG = "cdg", _("Centre de gestion")
        AUTRE = "autre", _("Autre organisme public")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        SUSPENDED = "suspended", _("Suspendue")
        ERASING = "erasing", _("En cours d’effacement")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.COMMUNE)
    siren = models.CharField(max_length=9, blank=True)
    state = models.CharField(max_length=20, choices=State.choices, default=State.ACTIVE)
    accent = models.CharField(max_length=7, blank=True)
    logo = models.BinaryField(null=True, blank=True)
    fallback_contact = models.CharField(max_length=300, blank=True)
    conversation_days = models.PositiveIntegerField(default=30)
    quota_mb = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class TenantRow(models.Model):
    """Base of every row that belongs to an authority. `private_to_member`: one member alone reads it, so that it enters
    no export of the authority; it is erased with it."""

    private_to_member: ClassVar[bool] = False

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    collectivite = models.ForeignKey("tenancy.Collectivite", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Service(TenantRow):
    """A service of the authority. `remit`: what it answers for, in plain words, used to name the service to ask."""

    name = models.CharField(_("nom"), max_length=150)
    remit = models.TextField(_("attributions"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    email = models.EmailField(_("adresse électronique"), blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["collectivite", "name"], name="service_name")]
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Member(TenantRow):
    """An account within an authority."""

    class Role(models.TextChoices):
        AGENT = "agent", _("Agent")
        VALIDEUR = "valideur", _("Valideur")
        ADMINISTRATEUR = "administrateur", _("Administrateur")
        DPO = "dpo", _("Délégué à la protection des données")

    class State(models.TextChoices):
        ACTIVE = "active", _("Actif")
        SUSPENDED = "suspended", _("Suspendu")

    account = models.ForeignKey("tenancy.Account", on_delete=models.CASCADE, related_name="memberships")
    services = models.ManyToManyField("tenancy.Service", related_name="members", blank=True)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.AGENT)
    state = models.CharField(max_length=20, choices=State.choices, default=State.ACTIVE)
    notice_accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "collectivite"], name="member_once")]

    def __str__(self) -> str:
        return self.account.name


class OneTimeLink(models.Model):
    """An invitation, a password reset or the first administrator's door. Only the token's hash is stored."""

    class Kind(models.TextChoices):
        EXPLOITANT = "exploitant", _("Premier exploitant")
        INVITATION = "invitation", _("Invitation")
        RESET = "reset", _("Nouveau mot de passe")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=150, blank=True)
    account = models.ForeignKey("tenancy.Account", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    collectivite = models.ForeignKey(
        "tenancy.Collectivite", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(max_length=20, choices=Member.Role.choices, blank=True)
    services = models.ManyToManyField("tenancy.Service", related_name="+", blank=True)
    created_by = models.ForeignKey("tenancy.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)


class ApiKey(TenantRow):
    """A member's key for the API. `digest`: SHA-256 of the secret; the secret is shown once."""

    member = models.ForeignKey("tenancy.Member", on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


def _public_id_of_member(tenant: int, member: int) -> uuid.UUID | None:
    return Member.objects.filter(pk=member, collectivite_id=tenant).values_list("public_id", flat=True).first()


actors.resolve_members_with(_public_id_of_member)
