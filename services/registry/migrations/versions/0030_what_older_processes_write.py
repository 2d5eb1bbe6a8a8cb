"""What processes of the version before write is told as the version after tells it; rows of before are looked at.

0024, 0025 and 0026 mended once what was there. These triggers mend what is written afterwards, as long as older processes run
beside newer ones; the same once more, for what was written in between. Newer processes write what the triggers would.

Revision ID: 0030
"""

from alembic import op

revision = "0030"
down_revision = "0029"

ENTERED_ON_PAPER = """
CREATE FUNCTION mark_entered_on_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE applications SET on_paper = true
    WHERE application_id = NEW.application_id AND NOT on_paper AND EXISTS (
        SELECT FROM application_transitions registered
        WHERE registered.application_id = NEW.application_id AND registered.event = 'registered' AND registered.at = NEW.at
          AND registered.xmin = pg_current_xact_id()::xid  -- registered and received in one transaction
    );
    RETURN NULL;
END $$
"""
GAVE_WAY = """
CREATE FUNCTION mark_gave_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE applications SET replaced = false, gave_way = true
    WHERE application_id = NEW.application_id AND application_kind = 'new' AND replaced;
    RETURN NULL;
END $$
"""
RENAMED = """
CREATE FUNCTION rename_accounts_of_organization() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts
    SET display_name = CASE role WHEN 'organization_main' THEN NEW.name ELSE concat(NEW.name, '（', label, '）') END
    WHERE organization_id = NEW.organization_id AND role IN ('organization_main', 'organization_additional');
    RETURN NULL;
END $$
"""
TRIGGERS = {
    "mark_entered_on_paper": "AFTER INSERT ON application_transitions FOR EACH ROW"
    " WHEN (NEW.event = 'form_received' AND NEW.account_id IS NOT NULL)",
    "mark_gave_way": "AFTER INSERT ON application_transitions FOR EACH ROW"
    " WHEN (NEW.event = 'replaced' AND NEW.account_id IS NULL)",
    "rename_accounts_of_organization": "AFTER UPDATE OF name ON organizations FOR EACH ROW WHEN (OLD.name <> NEW.name)",
}
WRITTEN_MEANWHILE = (
    """
UPDATE applications SET on_paper = true
FROM application_transitions registered, application_transitions received
WHERE NOT on_paper AND registered.application_id = applications.application_id AND registered.event = 'registered'
  AND received.application_id = applications.application_id AND received.event = 'form_received'
  AND received.at = registered.at AND received.account_id IS NOT NULL
  AND received.xmin = registered.xmin  -- as the trigger has it: what the log holds is never written again
""",
    """
UPDATE applications SET replaced = false, gave_way = true
FROM application_transitions ended
WHERE ended.application_id = applications.application_id AND ended.event = 'replaced' AND ended.account_id IS NULL
  AND applications.application_kind = 'new' AND applications.replaced
""",
    """
UPDATE accounts SET display_name = named.display_name
FROM (SELECT account_id, CASE role WHEN 'organization_main' THEN name ELSE name || '（' || label || '）' END AS display_name
  FROM accounts JOIN organizations USING (organization_id)
  WHERE role IN ('organization_main', 'organization_additional')) AS named
WHERE accounts.account_id = named.account_id AND accounts.display_name <> named.display_name
""",
)
CHECKS = {
    "ck_applications_term_of_an_approved": "applications",
    "ck_applications_given_way_without_form": "applications",
    "ck_application_transitions_event_known": "application_transitions",
}


def upgrade() -> None:
    for function in (ENTERED_ON_PAPER, GAVE_WAY, RENAMED):
        op.execute(function)
    for name, when in TRIGGERS.items():
        op.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()")
    for statement in WRITTEN_MEANWHILE:
        op.execute(statement)
    # Validating locks out nobody; a table whose checks the first forms of 0023, 0026 and 0027 have validated is passed over.
    for name, table in CHECKS.items():
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def downgrade() -> None:
    for name, when in TRIGGERS.items():
        table = "organizations" if " ON organizations " in when else "application_transitions"
        op.execute(f"DROP TRIGGER {name} ON {table}")
        op.execute(f"DROP FUNCTION {name}()")
