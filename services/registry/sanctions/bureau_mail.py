"""Mail to bureaus at the mailboxes of the reference data."""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts import reference
from services.registry.mail.outgoing import Mail, Parameter
from services.registry.mail.templates import Template
from services.runtime.logging import get_logger

_log = get_logger(__name__)


def mail_to_bureau(template: Template, bureau_code: str, parameters: Mapping[str, Parameter]) -> list[Mail]:
    """A mail that names its bureau (`bureau_name`); none to a bureau without a mailbox, which finds on the site what waits."""
    contact = reference.bureau_contacts()[1][bureau_code]
    if contact.mailbox is None:
        _log.warning("bureau_without_mailbox", bureau_code=contact.code)
        return []
    return [Mail(template, contact.mailbox, {"bureau_name": contact.name, **parameters})]
