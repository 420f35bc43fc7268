"""Bases, documents, versions, passages: the truth that the index follows.

Invariants: every row carries its authority; a document has at most one current version; every change of what may be
found writes an IndexChange in the same transaction; files are content-addressed per authority.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beffroi.platform.tenancy.models import TenantRow


class Base(TenantRow):
    """A set of documents read by the same people. `deleted_at`: in the bin, with all of its documents, since."""

    class Visibility(models.TextChoices):
        SERVICE = "service", _("Un service")
        AUTHORITY = "authority", _("Toute la collectivité")
        SHARED = "shared", _("Toutes les collectivités de l’instance")

    class Sensitivity(models.TextChoices):
        PUBLIC = "public", _("Public")
        INTERNAL = "internal", _("Interne")
        PERSONAL = "personal", _("Données personnelles")
        SENSITIVE = "sensitive", _("Données sensibles")

    name = models.CharField(_("nom"), max_length=150)
    description = models.TextField(blank=True)
    visibility = models.CharField(max_length=20, choices=Visibility.choices, default=Visibility.AUTHORITY)
    service = models.ForeignKey(
        "tenancy.Service", null=True, blank=True, on_delete=models.PROTECT, related_name="bases"
    )
    sensitivity = models.CharField(max_length=20, choices=Sensitivity.choices, default=Sensitivity.INTERNAL)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey("tenancy.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["collectivite", "name"], condition=Q(deleted_at__isnull=True), name="base_name"
            ),
            models.CheckConstraint(
                condition=Q(visibility="service", service__isnull=False) | ~Q(visibility="service"),
                name="base_service_named",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Blob(models.Model):
    """A file's bytes, once per authority, at files/<authority>/<aa>/<sha256> in the data folder."""

    collectivite = models.ForeignKey("tenancy.Collectivite", on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["collectivite", "sha256"], name="blob_once")]


class Document(TenantRow):
    """A document of a base. Validity bounds are inclusive; None is open. `deleted_at`: in the bin since."""

    base = models.ForeignKey("library.Base", on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=300)
    document_date = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    current = models.ForeignKey("library.Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey("tenancy.Member", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["base", "deleted_at"], name="document_live")]

    def __str__(self) -> str:
        return self.title


class Version(TenantRow):
    """One version of a document: a file, and how its reading ended (`verdict`: core.reading.Verdict)."""

    document = models.ForeignKey("library.Document", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    blob = models.ForeignKey("library.Blob", on_delete=models.PROTECT, related_name="versions")
    filename = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=20)
    detail = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    passage_count = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["document", "number"], name="version_number")]


class Transcription(models.Model):
    """The whole text of a version, as read, with its layout: {"pages": […], "blocks": […]} (core.reading.Document)."""

    version = models.OneToOneField("library.Version", on_delete=models.CASCADE, related_name="transcription")
    collectivite = models.ForeignKey("tenancy.Collectivite", on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    layout = models.JSONField(default=dict)


class Passage(models.Model):
    """A passage of a version; `text` equals transcription.text[start:end]."""

    collectivite = models.ForeignKey("tenancy.Collectivite", on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("library.Version", on_delete=models.CASCADE, related_name="passages")
    ordinal = models.PositiveIntegerField()
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True)
    last_page = models.PositiveIntegerField(null=True)
    headings = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["version", "ordinal"], name="passage_ordinal")]


class IndexChange(models.Model):
    """What the index must catch up with: this version's passages changed (added, removed, dates, base, title)."""

    seq = models.BigAutoField(primary_key=True)
    collectivite_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)


class Intake(TenantRow):
    """Files accepted together. Its job reads them one by one; leaving the page changes nothing."""

    base = models.ForeignKey("library.Base", on_delete=models.CASCADE, related_name="intakes")
    member = models.ForeignKey("tenancy.Member", null=True, on_delete=models.SET_NULL, related_name="+")
    label = models.CharField(max_length=255, blank=True)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    replaces = models.ForeignKey("library.Document", null=True, on_delete=models.SET_NULL, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)


class IntakeFile(TenantRow):
    """One accepted file. `outcome`: what became of it; `verdict`/`detail`: how its reading ended."""

    class State(models.TextChoices):
        ACCEPTED = "accepted", _("Reçu")
        READING = "reading", _("En lecture")
        DONE = "done", _("Terminé")

    class Outcome(models.TextChoices):
        NEW = "new", _("Nouveau document")
        VERSION = "version", _("Nouvelle version")
        DUPLICATE = "duplicate", _("Déjà présent")
        OPENED = "opened", _("Ouvert")
        REFUSED = "refused", _("Non lu")

    intake = models.ForeignKey("library.Intake", on_delete=models.CASCADE, related_name="files")
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=400)
    blob = models.ForeignKey("library.Blob", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=20, choices=State.choices, default=State.ACCEPTED)
    outcome = models.CharField(max_length=20, choices=Outcome.choices, blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    document = models.ForeignKey("library.Document", null=True, on_delete=models.SET_NULL, related_name="+")


class Finding(TenantRow):
    """A fact of a base's health report. `key` identifies it from one run to the next; `data`: identifiers, spans and
    values needed to show it."""

    class State(models.TextChoices):
        OPEN = "open", _("À traiter")
        DISMISSED = "dismissed", _("Écarté")

    base = models.ForeignKey("library.Base", on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    documents = models.ManyToManyField("library.Document", related_name="findings")
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=20, choices=State.choices, default=State.OPEN)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["base", "key"], name="finding_key")]
