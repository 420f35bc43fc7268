"""Addresses of the exploitant's pages."""

from __future__ import annotations

from django.urls import path

from beffroi.faces.web.instance import authorities, state

urlpatterns = [
    path("", authorities.authorities, name="instance"),
    path("nouvelle/", authorities.create, name="instance_create"),
    path("etat/", state.state, name="instance_state"),
    path("<uuid:collectivite_id>/", authorities.authority, name="instance_authority"),
    path("<uuid:collectivite_id>/suspendre/", authorities.suspend, name="instance_suspend"),
    path("<uuid:collectivite_id>/retablir/", authorities.resume, name="instance_resume"),
    path("<uuid:collectivite_id>/exporter/", authorities.export, name="instance_export"),
    path("<uuid:collectivite_id>/effacer/", authorities.erase, name="instance_erase"),
]
