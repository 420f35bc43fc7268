"""Addresses of the web face. Every view is for a member unless it says otherwise (access.py): closed by default."""

from __future__ import annotations

from django.urls import include, path

from beffroi.faces.web import accounts, home, theme
from beffroi.faces.web.viewer import views as viewer

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("menu/", home.menu, name="menu"),
    path("connexion/", accounts.sign_in, name="sign_in"),
    path("deconnexion/", accounts.sign_out, name="sign_out"),
    path("lien/<str:token>/", accounts.link, name="link"),
    path("collectivite/choisir/", accounts.choose_authority, name="choose_authority"),
    path("notice/", accounts.notice, name="notice"),
    path("moi/", accounts.account, name="account"),
    path("langue/", accounts.language, name="language"),
    path("couleurs.css", theme.colours, name="colours"),
    path("logo/", theme.logo, name="logo"),
    path("source/<uuid:version_id>/", viewer.source, name="source"),
    path("source/<uuid:version_id>/page/<int:number>.png", viewer.page_image, name="page_image"),
    path("source/<uuid:version_id>/original/", viewer.original, name="original"),
    path("piece/<uuid:attachment_id>/", viewer.attachment, name="attachment"),
    path(
        "piece/<uuid:attachment_id>/page/<int:number>.png", viewer.attachment_page_image, name="attachment_page_image"
    ),
    path("piece/<uuid:attachment_id>/original/", viewer.attachment_original, name="attachment_original"),
    path("", include("beffroi.faces.web.library_urls")),
]
