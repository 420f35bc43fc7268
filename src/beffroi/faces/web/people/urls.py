"""Addresses of an authority's members, services, settings, keys, journal and long work."""

from __future__ import annotations

from django.urls import path

from beffroi.faces.web.people import authority, jobs, journal, keys, members, services

urlpatterns = [
    path("membres/", members.members, name="members"),
    path("membres/inviter/", members.invite, name="member_invite"),
    path("membres/<uuid:member_id>/", members.member, name="member"),
    path("membres/<uuid:member_id>/suspendre/", members.suspend, name="member_suspend"),
    path("membres/<uuid:member_id>/retablir/", members.resume, name="member_resume"),
    path("membres/<uuid:member_id>/mot-de-passe/", members.reset, name="member_reset"),
    path("membres/invitations/<uuid:invitation_id>/revoquer/", members.revoke_invitation, name="invitation_revoke"),
    path("services/", services.services, name="services"),
    path("services/nouveau/", services.create, name="service_create"),
    path("services/<uuid:service_id>/", services.edit, name="service_edit"),
    path("services/<uuid:service_id>/supprimer/", services.delete, name="service_delete"),
    path("collectivite/", authority.authority, name="authority"),
    path("collectivite/contraste/", authority.contrast, name="accent_contrast"),
    path("collectivite/archives/", authority.prepare_archive, name="archive_prepare"),
    path("collectivite/archives/<uuid:job_id>/", authority.archive, name="archive"),
    path("cles/", keys.keys, name="keys"),
    path("cles/<uuid:key_id>/revoquer/", keys.revoke, name="key_revoke"),
    path("journal/", journal.journal, name="journal"),
    path("journal/verifier/", journal.verify, name="journal_verify"),
    path("journal/export.csv", journal.export, name="journal_export"),
    path("travaux/", jobs.jobs, name="jobs"),
    path("travaux/<uuid:job_id>/annuler/", jobs.cancel, name="job_cancel"),
    path("travaux/<uuid:job_id>/relancer/", jobs.retry, name="job_retry"),
]
