"""What mails say: the one catalogue of their texts, a module a subject.

To add a kind of mail, write a constant into the module of its subject (or into a new module, named in `_SUBJECTS`), or
a dictionary of such where it depends on whom it tells:

    # REG-10
    REFUSED = Template(
        kind="application_refused",             # kept in rows: never renamed, never used twice
        purpose=Purpose.PROCEDURE,              # decides what may hold the mail back, see `Purpose`
        subject="【ハローワーク】利用申請の審査結果のお知らせ",  # no parameters: it shows on locked screens
        body=(
            Text("{organization_name}　ご担当者様"),
            Text("利用申請について審査した結果、次の理由により承認できませんでした。"),
            Facts(("登録番号", "{registration_number}"), ("審査", "{bureau_name}")),
            Quote("理由", "{reason}"),
        ),
    )

and queue it in the transaction of what it tells: `queue_mail(connection, personal_data, Mail(applications.REFUSED,
to=address, parameters={...}), now=now, trace=trace)`. Text and HTML of the mail are both made from `body`; the help
desk's contact is put around it. `{names}` are the mail's parameters, exactly those must be given; `{site_url}` is the
site's address and always there. Values are text: nothing in them is read as markup. A fact, paragraph or quotation
that comes out empty is left out, so a parameter that does not apply is given as "". Write a paragraph as one string:
its lines are broken for it.

No mail holds personal data of anybody but its recipient, and a notice of a message says nothing of the message (MSG-6).
What opens something (one-time passwords, keys) needs `secret=True`: sent before other mail, erased once sent. What goes
to somebody of whom nothing is kept any more needs `forgotten=True`: its row goes with the last attempt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType

from services.registry.mail.templates import (
    access_limits,
    accounts,
    applications,
    cases,
    complaints,
    deletions,
    digests,
    employers,
    messages,
    overdue,
    procedures,
    searches,
    seekers,
    staff_accounts,
    standing,
    tokens,
)
from services.registry.mail.templates.template import Facts as Facts
from services.registry.mail.templates.template import Link as Link
from services.registry.mail.templates.template import Points as Points
from services.registry.mail.templates.template import Purpose as Purpose
from services.registry.mail.templates.template import Quote as Quote
from services.registry.mail.templates.template import Template as Template
from services.registry.mail.templates.template import Text as Text

_SUBJECTS = (
    access_limits,
    accounts,
    applications,
    cases,
    complaints,
    deletions,
    digests,
    employers,
    messages,
    overdue,
    procedures,
    searches,
    seekers,
    staff_accounts,
    standing,
    tokens,
)


def _templates(subject: ModuleType) -> Iterator[Template]:
    for value in vars(subject).values():
        choices = value.values() if isinstance(value, dict) else (value,)
        yield from (choice for choice in choices if isinstance(choice, Template))


_ALL = dict.fromkeys(template for subject in _SUBJECTS for template in _templates(subject))

TEMPLATES: Mapping[str, Template] = MappingProxyType({template.kind: template for template in _ALL})
"""Every template by its kind."""

if len(TEMPLATES) != len(_ALL):
    raise ValueError("two templates have the same kind: give one of them another")
