"""Addresses of the use."""

from __future__ import annotations

from django.urls import path

from beffroi.uses.ask import views

app_name = "ask"

urlpatterns = [
    path("", views.new, name="new"),
    path("conversations/", views.conversations, name="conversations"),
    path("avis/", views.opinions, name="opinions"),
    path("<uuid:conversation_id>/", views.conversation, name="conversation"),
    path("<uuid:conversation_id>/supprimer/", views.delete, name="delete"),
    path("<uuid:conversation_id>/retablir/", views.restore, name="restore"),
    path("reponse/<uuid:turn_id>/flux/", views.stream, name="stream"),
    path("reponse/<uuid:turn_id>/", views.answer, name="answer"),
    path("reponse/<uuid:turn_id>/arreter/", views.stop, name="stop"),
    path("reponse/<uuid:turn_id>/avis/", views.feedback, name="feedback"),
    path("reponse/<uuid:turn_id>/avis/retirer/", views.withdraw, name="withdraw"),
    path("piece/<uuid:attachment_id>/retirer/", views.detach, name="detach"),
]
