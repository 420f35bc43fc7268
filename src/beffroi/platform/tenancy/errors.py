"""Errors of accounts, members and links."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError, Conflict, Invalid, Refused

_CLOSED = (
    "Ce lien n’est pas valable : il a expiré, il a déjà servi, ou il a été remplacé. "
    "Demandez-en un nouveau à la personne qui vous l’a donné."
)


class LinkUnknown(BeffroiError):
    """No live link has this token: never issued, used, replaced, or its account or authority is closed."""

    code = "link.unknown"
    status = 404
    sentence = _CLOSED


class LinkExpired(BeffroiError):
    """The link's time is over."""

    code = "link.expired"
    status = 404
    sentence = _CLOSED


class SignInFirst(Conflict):
    """The invitation's address already has an account: its owner joins after signing in, the link sets no password."""

    code = "link.sign_in_first"
    sentence = (
        "Un compte existe déjà pour cette adresse. Connectez-vous avec ce compte, puis rouvrez ce lien pour rejoindre "
        "la collectivité."
    )


class AnotherAccount(Refused):
    """The invitation is for another address than that of the signed-in account."""

    code = "link.another_account"
    sentence = (
        "Cette invitation est destinée à une autre adresse que celle de votre compte. Déconnectez-vous, puis rouvrez "
        "le lien, ou demandez une invitation à votre adresse."
    )


class PasswordRefused(Invalid):
    """The password is too weak. `reason`: the validators' sentences."""

    code = "password.refused"


class LastAdministrator(Conflict):
    code = "member.last_administrator"
    sentence = (
        "C’est le dernier administrateur de la collectivité : elle ne serait plus gérée par personne. "
        "Nommez d’abord un autre administrateur."
    )


class AlreadyMember(Conflict):
    code = "member.already"
    sentence = "Cette personne est déjà membre de la collectivité. Retrouvez-la dans la liste des membres."


class ResetRefused(Refused):
    """The account also serves elsewhere: an administrator of one authority must not hold its password."""

    code = "member.reset_refused"
    sentence = (
        "Ce compte sert aussi en dehors de votre collectivité : son mot de passe ne peut pas être renouvelé ici. "
        "Demandez-le à l’exploitant de l’instance."
    )


class ServiceInUse(Conflict):
    code = "service.in_use"
    sentence = "Des bases sont réservées à ce service. Confiez-les à un autre service, puis supprimez celui-ci."


class MailNotSent(BeffroiError):
    """The mail server refused or did not answer. The link stays valid."""

    code = "mail.not_sent"
    status = 502
    sentence = (
        "Le courriel n’est pas parti : le serveur de messagerie n’a pas répondu ou l’a refusé. "
        "Transmettez vous-même le lien, ou prévenez l’exploitant."
    )


class AccentUnreadable(Invalid):
    """`nearest`: the nearest colour that can be read."""

    code = "authority.accent"
    sentence = (
        "La couleur %(accent)s ne se lit pas assez bien sur le fond des pages (contraste de %(ratio)s pour 4,5 au "
        "moins). La plus proche qui convienne est %(nearest)s."
    )
