"""Templates of an organization's own texts: beside the guidance that the system makes, and for replies (MSG-2)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.fields import Id, Instant, Strict, Text, Whole, Written
from services.contracts.messaging.allowance import WithAllowance
from services.contracts.messaging.conversations import ConversationIdRequest
from services.contracts.messaging.words import OBSTACLES, SERVICE, TEMPLATE_KINDS
from services.contracts.operations import Operation

LONGEST_TEMPLATE = 2_000
"""Characters of a template, before and after its placeholders are filled where it goes beside a guidance."""


class ListTemplatesRequest(Strict):
    """All of the caller's organization, or those of one kind."""

    kind = fields.String(validate=validate.OneOf(TEMPLATE_KINDS), allow_none=True, load_default=None)


class CreateTemplateRequest(Strict):
    """A text with placeholders in double braces, such as {{団体名}}."""

    kind = fields.String(required=True, validate=validate.OneOf(TEMPLATE_KINDS))
    name = Written(longest=50, shortest=1, required=True)
    body = Text(longest=LONGEST_TEMPLATE, shortest=1, lines=True, required=True)


class ChangeTemplateRequest(Strict):
    """Another name and text of a template; `version` is the one that was shown."""

    template_id = Id(required=True)
    version = Whole(low=1, required=True)
    name = Written(longest=50, shortest=1, required=True)
    body = Text(longest=LONGEST_TEMPLATE, shortest=1, lines=True, required=True)


class TemplateIdRequest(Strict):
    """Names a template of the caller's organization."""

    template_id = Id(required=True)


class TextTemplate(Schema):
    """A template; `usable`: whether texts of its kind may be sent at all, which is a setting for those beside guidance."""

    template_id = Id(required=True)
    version = fields.Integer(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(TEMPLATE_KINDS))
    name = fields.String(required=True)
    body = fields.String(required=True)
    usable = fields.Boolean(required=True)
    changed_at = Instant(required=True)


class TextTemplateKept(TextTemplate, WithAllowance):
    """A template as it is kept now."""


class Placeholder(Schema):
    """What may stand in double braces, what it is filled with, and in which kinds of template."""

    name = fields.String(required=True)
    meaning = fields.String(required=True)
    kinds = fields.List(fields.String(validate=validate.OneOf(TEMPLATE_KINDS)), required=True)


class TemplateList(WithAllowance):
    """The organization's templates by name, and what may be filled in."""

    templates = fields.List(fields.Nested(TextTemplate), required=True)
    placeholders = fields.List(fields.Nested(Placeholder), required=True)


class TemplateDeleted(WithAllowance):
    """The template is gone from the list; what was sent with it stays as it was sent."""

    template_id = Id(required=True)


class FillTemplateRequest(ConversationIdRequest):
    """A template for replies, for one conversation."""

    template_id = Id(required=True)


class FilledTemplate(WithAllowance):
    """The text as a reply would carry it, to be sent or changed; `obstacle`: why it could not be sent now, None where it could."""

    template_id = Id(required=True)
    version = fields.Integer(required=True)
    body = fields.String(required=True)
    obstacle = fields.String(allow_none=True, validate=validate.OneOf(OBSTACLES))


LIST_TEMPLATES = Operation(SERVICE, "list_templates", ListTemplatesRequest(), TemplateList(), ORGANIZATION)
CREATE_TEMPLATE = Operation(
    SERVICE, "create_template", CreateTemplateRequest(), TextTemplateKept(), ORGANIZATION, changes=True
)
CHANGE_TEMPLATE = Operation(
    SERVICE, "change_template", ChangeTemplateRequest(), TextTemplateKept(), ORGANIZATION, changes=True
)
DELETE_TEMPLATE = Operation(
    SERVICE, "delete_template", TemplateIdRequest(), TemplateDeleted(), ORGANIZATION, changes=True
)
FILL_TEMPLATE = Operation(SERVICE, "fill_template", FillTemplateRequest(), FilledTemplate(), ORGANIZATION)
