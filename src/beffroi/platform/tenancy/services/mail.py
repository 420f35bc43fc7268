"""Sending a one-time link, when the installation has a mail server. Called after the link's transaction."""

from __future__ import annotations

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from beffroi.platform.tenancy.errors import MailNotSent
from beffroi.platform.tenancy.links import IssuedLink, Kind

_NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def can_send() -> bool:
    """Whether a mail server is set (BEFFROI_SMTP_URL); without one the page shows the link, once."""
    return bool(settings.EMAIL_BACKEND != _NO_MAIL)


def send_link(issued: IssuedLink) -> bool:
    """Send the link to its address; False when there is no mail server or no address. Raises MailNotSent."""
    if not can_send() or not issued.email:
        return False
    subject, body = _message(issued)
    try:
        send_mail(subject, body, None, [issued.email])
    except (SMTPException, OSError) as exc:
        raise MailNotSent() from exc
    return True


def _message(issued: IssuedLink) -> tuple[str, str]:
    name = issued.row.collectivite.name if issued.row.collectivite else "Beffroi"
    values = {"name": " ".join(name.split()), "address": issued.address}
    if issued.row.kind == Kind.RESET:
        body = _(
            "Bonjour,\n\nPour choisir un nouveau mot de passe, ouvrez ce lien dans les 24 heures ; il ne sert qu’une "
            "fois :\n\n%(address)s\n\nSi vous n’attendiez pas ce message, ne faites rien."
        )
        return _("Votre nouveau mot de passe Beffroi"), body % values
    body = _(
        "Bonjour,\n\n%(name)s vous invite sur Beffroi. Ouvrez ce lien dans les 7 jours ; il ne sert qu’une fois :"
        "\n\n%(address)s\n\nSi vous n’attendiez pas ce message, ne faites rien."
    )
    return _("%(name)s vous invite sur Beffroi") % values, body % values
