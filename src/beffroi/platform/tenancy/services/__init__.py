"""Writes on authorities, members, links and keys. Each is permission + change + journal entry in one transaction."""

from beffroi.platform.tenancy.services.authority import (
    accept_notice,
    create_service,
    delete_service,
    update_authority,
    update_service,
)
from beffroi.platform.tenancy.services.exploitant import (
    create_collectivite,
    first_exploitant_link,
    invite_administrator,
    issue_reset_for_account,
    resume_collectivite,
    suspend_collectivite,
)
from beffroi.platform.tenancy.services.invitations import (
    IssuedLink,
    accept_as,
    accept_link,
    account_exists,
    invite,
    open_link,
    revoke_invitation,
)
from beffroi.platform.tenancy.services.keys import create_key, member_by_key, revoke_key
from beffroi.platform.tenancy.services.mail import can_send, send_link
from beffroi.platform.tenancy.services.members import change_member, issue_reset, resume_member, suspend_member

__all__ = [
    "IssuedLink",
    "accept_as",
    "accept_link",
    "accept_notice",
    "account_exists",
    "can_send",
    "change_member",
    "create_collectivite",
    "create_key",
    "create_service",
    "delete_service",
    "first_exploitant_link",
    "invite",
    "invite_administrator",
    "issue_reset",
    "issue_reset_for_account",
    "member_by_key",
    "open_link",
    "resume_collectivite",
    "resume_member",
    "revoke_invitation",
    "revoke_key",
    "send_link",
    "suspend_collectivite",
    "suspend_member",
    "update_authority",
    "update_service",
]
