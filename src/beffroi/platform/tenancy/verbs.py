"""The journal's verbs of this room (docs/journal.md)."""

from __future__ import annotations

from typing import Final

from beffroi.platform.journal.verbs import register

EXPLOITANT_LINK_ISSUED: Final = register("tenancy.exploitant_link_issued", "The first exploitant's link was issued.")
EXPLOITANT_CREATED: Final = register("tenancy.exploitant_created", "The first exploitant accepted their link.")
AUTHORITY_CREATED: Final = register("tenancy.authority_created", "The exploitant created an authority.")
AUTHORITY_SUSPENDED: Final = register("tenancy.authority_suspended", "The exploitant suspended an authority.")
AUTHORITY_RESUMED: Final = register("tenancy.authority_resumed", "The exploitant resumed a suspended authority.")
AUTHORITY_UPDATED: Final = register("tenancy.authority_updated", "An administrator changed the authority's settings.")
MEMBER_INVITED: Final = register("tenancy.member_invited", "An administrator, or the exploitant, invited somebody.")
INVITATION_REVOKED: Final = register("tenancy.invitation_revoked", "An administrator withdrew an invitation.")
MEMBER_JOINED: Final = register("tenancy.member_joined", "An invited person joined the authority.")
MEMBER_CHANGED: Final = register("tenancy.member_changed", "An administrator changed a member's role or services.")
MEMBER_SUSPENDED: Final = register("tenancy.member_suspended", "An administrator suspended a member.")
MEMBER_RESUMED: Final = register("tenancy.member_resumed", "An administrator resumed a suspended member.")
RESET_ISSUED: Final = register("tenancy.reset_issued", "A new-password link was issued for a member.")
PASSWORD_RESET: Final = register("tenancy.password_reset", "A member chose a new password through a link.")
SERVICE_CREATED: Final = register("tenancy.service_created", "An administrator created a service.")
SERVICE_UPDATED: Final = register("tenancy.service_updated", "An administrator changed a service.")
SERVICE_DELETED: Final = register("tenancy.service_deleted", "An administrator deleted a service.")
NOTICE_ACCEPTED: Final = register("tenancy.notice_accepted", "A member read what is recorded and why.")
KEY_CREATED: Final = register("tenancy.key_created", "A member created an API key.")
KEY_REVOKED: Final = register("tenancy.key_revoked", "A member revoked an API key.")
