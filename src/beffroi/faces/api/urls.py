"""The API as one set of addresses. /api/v1/docs is its page, served from this machine."""

from __future__ import annotations

from ninja import NinjaAPI

from beffroi import __version__
from beffroi.faces.api import errors
from beffroi.faces.api.auth import MemberKey
from beffroi.faces.api.routes import account, answers, bases, documents, jobs

api = NinjaAPI(
    title="Beffroi",
    version=__version__,
    description="Les verbes de Beffroi pour d’autres logiciels. Une clé par membre : `Authorization: Bearer bef_…`.",
    auth=MemberKey(),
    urls_namespace="api",
)
errors.install(api)
for _router in (account.router, bases.router, documents.router, answers.router, jobs.router):
    api.add_router("", _router)
