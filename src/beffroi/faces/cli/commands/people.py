"""`link`: a one-time door for somebody who cannot come in (first exploitant, forgotten password, demo accounts)."""

from __future__ import annotations

import argparse

from beffroi.core.errors import BeffroiError
from beffroi.faces.cli import boot
from beffroi.faces.cli.command import Command


class AccountUnknown(BeffroiError):
    code = "cli.account"
    sentence = "Aucun compte n’a cette adresse. Vérifiez-la, ou invitez la personne depuis la page « Membres »."


class ExploitantExists(BeffroiError):
    code = "cli.exploitant_exists"
    sentence = "L’exploitant existe déjà. Pour lui rendre l’accès : beffroi reset-password SON-ADRESSE"


def first_link(options: argparse.Namespace) -> None:
    boot.setup()
    boot.migrate()
    from beffroi.platform.tenancy import services
    from beffroi.project.settings import CONFIGURATION

    issued = services.first_exploitant_link()
    if issued is None:
        raise ExploitantExists()
    address = CONFIGURATION.public_url or f"http://{CONFIGURATION.address}"
    print(f"Lien à usage unique, valable 24 heures :\n{address}{issued.link}")


def reset_password(options: argparse.Namespace) -> None:
    boot.setup()
    boot.migrate()
    from beffroi.platform.tenancy import services
    from beffroi.platform.tenancy.models import Account
    from beffroi.project.settings import CONFIGURATION

    account = Account.objects.filter(email=options.email.lower(), is_active=True).first()
    if account is None:
        raise AccountUnknown()
    issued = services.issue_reset_for_account(account)
    address = CONFIGURATION.public_url or f"http://{CONFIGURATION.address}"
    print(f"Lien à usage unique pour {account.email}, valable 24 heures :\n{address}{issued.link}")


def demo_passwords(options: argparse.Namespace) -> None:
    boot.setup()
    boot.migrate()
    from beffroi.faces.cli import demonstration

    for line in demonstration.draw_passwords():
        print(line)


def _email(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="ADRESSE", help="adresse électronique du compte")


COMMANDS = (
    Command("first-link", "lien à usage unique pour créer le compte de l’exploitant", first_link),
    Command("reset-password", "lien à usage unique pour choisir un nouveau mot de passe", reset_password, _email),
    Command("demo-passwords", "tirer de nouveaux mots de passe pour les comptes de démonstration", demo_passwords),
)
