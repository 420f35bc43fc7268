"""Every address of the house, in one place. Each enters the tenant matrix (tests/tenant_matrix)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
