"""Every address of the house, in one place. Each enters the tenant matrix (tests/tenant_matrix)."""

from django.urls import URLPattern, URLResolver, include, path

from beffroi.faces.api.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("beffroi.faces.web.urls")),
    path("demander/", include("beffroi.uses.ask.urls")),
    path("api/v1/", include("beffroi.faces.api.urls")),
    path("healthz", healthz, name="healthz"),
]

handler400 = "beffroi.faces.web.errors.bad_request"
handler403 = "beffroi.faces.web.errors.forbidden"
handler404 = "beffroi.faces.web.errors.not_found"
handler500 = "beffroi.faces.web.errors.unexpected"
