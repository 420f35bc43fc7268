"""Addresses of the library, people and instance pages."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("beffroi.faces.web.library.urls")),
    path("", include("beffroi.faces.web.people.urls")),
    path("instance/", include("beffroi.faces.web.instance.urls")),
]
