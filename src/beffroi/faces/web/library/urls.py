"""Addresses of the bases, imports, documents, health reports and bin."""

from __future__ import annotations

from django.urls import path

from beffroi.faces.web.library import bases, binned, documents, health, imports

urlpatterns = [
    path("bases/", bases.bases, name="bases"),
    path("bases/nouvelle/", bases.create, name="base_create"),
    path("bases/<uuid:base_id>/", bases.base, name="base"),
    path("bases/<uuid:base_id>/reglages/", bases.edit, name="base_edit"),
    path("bases/<uuid:base_id>/supprimer/", bases.delete, name="base_delete"),
    path("bases/<uuid:base_id>/ajouter/", imports.upload, name="upload"),
    path("bases/<uuid:base_id>/imports/", imports.intakes, name="base_intakes"),
    path("bases/<uuid:base_id>/sante/", health.health, name="health"),
    path("bases/<uuid:base_id>/sante/recalculer/", health.rebuild, name="health_rebuild"),
    path("bases/<uuid:base_id>/sante/<uuid:finding_id>/ecarter/", health.dismiss, name="finding_dismiss"),
    path("imports/", imports.intakes, name="intakes"),
    path("imports/<uuid:intake_id>/", imports.intake, name="intake"),
    path("imports/<uuid:intake_id>/annuler/", imports.cancel, name="intake_cancel"),
    path("imports/<uuid:intake_id>/fichiers/<uuid:file_id>/relancer/", imports.retry, name="intake_retry"),
    path("documents/<uuid:document_id>/", documents.document, name="document"),
    path("documents/<uuid:document_id>/modifier/", documents.edit, name="document_edit"),
    path("documents/<uuid:document_id>/fin/", documents.end, name="document_end"),
    path("documents/<uuid:document_id>/remplacer/", documents.replace, name="document_replace"),
    path("documents/<uuid:document_id>/relire/", documents.read_again, name="document_read_again"),
    path("documents/<uuid:document_id>/supprimer/", documents.delete, name="document_delete"),
    path("documents/<uuid:document_id>/restaurer/", documents.restore, name="document_restore"),
    path("corbeille/", binned.bin_page, name="bin"),
    path("corbeille/bases/<uuid:base_id>/restaurer/", binned.restore_base, name="base_restore"),
    path("corbeille/<uuid:document_id>/effacer/", binned.erase, name="document_erase"),
]
