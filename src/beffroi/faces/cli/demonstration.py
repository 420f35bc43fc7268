"""Load the fictional authorities into an empty instance, through the same gestures as a real installation.

Passwords are drawn here, shown once, kept nowhere; `beffroi demo-passwords` draws others.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import IO, Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from beffroi.core.scope import Scope
from beffroi.demo.catalogue import DemoAuthority, DemoFile, load_catalogue
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import scoping, selectors
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Document, IntakeFile
from beffroi.platform.tenancy import selectors as people
from beffroi.platform.tenancy import services as tenancy
from beffroi.platform.tenancy.links import IssuedLink
from beffroi.platform.tenancy.models import Account, Collectivite, Member

EXPLOITANT: Final = ("exploitant@beffroi.example", "Exploitant de l’instance")
_CONSONANTS: Final = "bdfgjklmnprstvz"
_VOWELS: Final = "aeiou"


def wanted() -> bool:
    """Whether the instance is still empty: no account, no authority."""
    return not Account.objects.exists() and not Collectivite.objects.exists()


def load() -> Iterator[str]:
    """Make the authorities, their people, bases and documents. Yields what the person at the terminal reads."""
    catalogue = load_catalogue()
    yield f"Première visite : chargement de {len(catalogue)} collectivités fictives…"
    accounts = [_exploitant()]
    exploitant = Account.objects.get(email=EXPLOITANT[0])
    for authority in catalogue:
        drawn, scope = _people(exploitant, authority)
        accounts += drawn
        _bases(scope, authority)
        _deposit(authority)
    Worker(threads=2).run_until_idle()
    for authority in catalogue:
        _describe(_administrator_scope(authority), authority)
        _examine(_administrator_scope(authority))
    Worker(threads=2).run_until_idle()
    yield from _table(accounts)


def draw_passwords() -> Iterator[str]:
    """New passwords for the demo's accounts that exist; their sessions end. Yields the table to show once."""
    wanted_emails = [EXPLOITANT[0], *(member.email for authority in load_catalogue() for member in authority.members)]
    accounts = []
    for account in Account.objects.filter(email__in=wanted_emails, is_active=True).order_by("id"):
        password = _password(account.email, account.name)
        tenancy.accept_link(tenancy.issue_reset_for_account(account).token, account.name, password)
        accounts.append((account.email, password, "exploitant" if account.is_exploitant else ""))
    yield from _table(accounts)


def _table(accounts: list[tuple[str, str, str]]) -> Iterator[str]:
    yield "Comptes de démonstration, mots de passe montrés une seule fois (beffroi demo-passwords en tire d’autres) :"
    for email, password, role in accounts:
        yield f"  {email:46} {password}   {role}".rstrip()


def _exploitant() -> tuple[str, str, str]:
    issued = tenancy.first_exploitant_link(EXPLOITANT[0])
    password = _password(*EXPLOITANT)
    if issued is not None:
        tenancy.accept_link(issued.token, EXPLOITANT[1], password)
    return EXPLOITANT[0], password, "exploitant"


def _people(exploitant: Account, authority: DemoAuthority) -> tuple[list[tuple[str, str, str]], Scope]:
    first = next(member for member in authority.members if member.role == "administrateur")
    _, issued = tenancy.create_collectivite(
        exploitant, authority.name, authority.slug, authority.kind, authority.siren, first.email, first.name
    )
    accounts = [(first.email, _enter(issued, first.name), f"administrateur, {authority.name}")]
    scope = _administrator_scope(authority)
    tenancy.update_authority(scope, authority.name, authority.accent, None, authority.contact, 30)
    services = {
        service.name: tenancy.create_service(scope, service.name, service.remit, service.phone, service.email).public_id
        for service in authority.services
    }
    me = Member.objects.get(pk=scope.member or 0)
    tenancy.change_member(scope, me.public_id, me.role, [services[first.service]])
    for member in authority.members:
        if member is not first:
            issued = tenancy.invite(scope, member.email, member.name, member.role, [services[member.service]])
            role = f"{member.role}, {member.service}, {authority.name}"
            accounts.append((member.email, _enter(issued, member.name), role))
    return accounts, scope


def _enter(issued: IssuedLink, name: str) -> str:
    password = _password(issued.email, name)
    tenancy.accept_link(issued.token, name, password)
    return password


def _administrator_scope(authority: DemoAuthority) -> Scope:
    member = Member.objects.filter(collectivite__slug=authority.slug, role=Member.Role.ADMINISTRATEUR).earliest("id")
    return scoping.scope_for(member)


def _bases(scope: Scope, authority: DemoAuthority) -> None:
    services = {service.name: service.public_id for service in people.services(scope)}
    for base in authority.bases:
        library.create_base(
            scope,
            base.name,
            description=base.description,
            visibility=base.visibility,
            service_id=services.get(base.service),
        )


def _deposit(authority: DemoAuthority) -> None:
    scope = _administrator_scope(authority)  # taken again: the bases just made are now readable
    for base in selectors.bases(scope).filter(collectivite_id=scope.tenant):
        files = [file for file in authority.files if file.base == base.name and not file.replaces]
        if files:
            library.accept_files(scope, base.public_id, _opened(files), label="Démonstration")


def _examine(scope: Scope) -> None:
    """Ask for the health reports at once: a visitor looks at them first."""
    for base in selectors.bases(scope).filter(collectivite_id=scope.tenant):
        library.rebuild_health(scope, base.public_id)


def _opened(files: list[DemoFile]) -> Iterator[tuple[str, IO[bytes]]]:
    for file in files:
        with file.path.open("rb") as content:
            yield file.name, content


def _describe(scope: Scope, authority: DemoAuthority) -> None:
    """Give each document its title, date and validity; then hand in the newer versions."""
    documents = _documents(authority)
    for file in authority.files:
        found = documents.get(file.replaces or file.name)
        if found is None:
            continue
        if file.replaces:
            with file.path.open("rb") as content:
                library.replace_document(scope, found.public_id, file.name, content)
        library.update_document(
            scope,
            found.public_id,
            title=file.title or found.title,
            document_date=file.dated,
            valid_from=file.valid_from,
            valid_to=file.valid_to,
        )


def _documents(authority: DemoAuthority) -> dict[str, Document]:
    files = IntakeFile.objects.filter(intake__collectivite__slug=authority.slug, document__isnull=False, parent=None)
    return {file.name: file.document for file in files.select_related("document") if file.document is not None}


def _password(email: str, name: str) -> str:
    """A password that the rules accept for this person: one drawn in four hundred looks like an address."""
    while True:
        drawn = _drawn()
        try:
            validate_password(drawn, Account(email=email, name=name))
        except ValidationError:
            continue
        return drawn


def _drawn() -> str:
    """Sixteen letters that can be read aloud and two digits: 56 bits."""
    letters = [secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(8)]
    groups = ["".join(letters[i : i + 2]) for i in range(0, 8, 2)]
    return "-".join(groups) + f"-{secrets.randbelow(90) + 10}"
