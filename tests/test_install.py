"""Each addon installs alone and leaves nothing behind; all of them upgrade without a complaint."""

import pytest
from conftest import ADDON_NAMES
from suite import addons

#: Everything a module can leave in a database, as "kind name" rows: structure, and the records that describe it.
SNAPSHOT = """
SELECT 'table', table_name FROM information_schema.tables WHERE table_schema = 'public'
UNION SELECT 'column', table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'
UNION SELECT 'constraint', conrelid::regclass || '.' || conname FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
UNION SELECT 'index', indexname FROM pg_indexes WHERE schemaname = 'public'
UNION SELECT 'function', proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION SELECT 'trigger', tgrelid::regclass || '.' || tgname FROM pg_trigger WHERE NOT tgisinternal
UNION SELECT 'sequence', sequencename FROM pg_sequences WHERE schemaname = 'public'
UNION SELECT 'xmlid', module || '.' || name FROM ir_model_data
    WHERE NOT (module = 'base' AND name LIKE 'module\\_%')  -- the list of modules, installed or not
    -- core's own modules name the fields they add to our models and never take those names back
    AND NOT (module NOT LIKE 'perf\\_%' AND name ~ '^(selection|model_inherit)__perf_')
    AND model <> 'res.users'  -- Odoo keeps accounts, demo people's too: who wrote what stays known
UNION SELECT 'ir.model', model FROM ir_model
UNION SELECT 'ir.model.fields', model || '.' || name FROM ir_model_fields
UNION SELECT 'ir.model.access', id || ' ' || name FROM ir_model_access
UNION SELECT 'ir.model.constraint', name FROM ir_model_constraint
UNION SELECT 'ir.model.relation', name FROM ir_model_relation
UNION SELECT 'ir.rule', id || ' ' || name FROM ir_rule WHERE active
UNION SELECT 'ir.ui.menu', id || ' ' || (name->>'en_US') FROM ir_ui_menu
UNION SELECT 'ir.ui.view', id || ' ' || name FROM ir_ui_view
UNION SELECT 'ir.actions', id || ' ' || type FROM ir_actions
UNION SELECT 'ir.cron', id || ' ' || cron_name FROM ir_cron
UNION SELECT 'ir.sequence', id || ' ' || name FROM ir_sequence
UNION SELECT 'ir.config_parameter', key FROM ir_config_parameter
UNION SELECT 'ir.default', id::text FROM ir_default
UNION SELECT 'ir.asset', id::text FROM ir_asset
UNION SELECT 'res.groups', id || ' ' || (name->>'en_US') FROM res_groups
UNION SELECT 'res.groups.privilege', id || ' ' || (name->>'en_US') FROM res_groups_privilege
UNION SELECT 'group implied', gid || ' ' || hid FROM res_groups_implied_rel
UNION SELECT 'mail.template', id || ' ' || (name->>'en_US') FROM mail_template
UNION SELECT 'mail.activity.type', id || ' ' || (name->>'en_US') FROM mail_activity_type
UNION SELECT 'mail.message.subtype', id || ' ' || (name->>'en_US') FROM mail_message_subtype
UNION SELECT 'messages of', model FROM mail_message WHERE model LIKE 'perf.%'
UNION SELECT 'followers of', res_model FROM mail_followers WHERE res_model LIKE 'perf.%'
UNION SELECT 'activities of', res_model FROM mail_activity WHERE res_model LIKE 'perf.%'
UNION SELECT 'attachments of', res_model FROM ir_attachment WHERE res_model LIKE 'perf.%'
"""
UNINSTALL = """
modules = env["ir.module.module"].search([("name", "in", {names!r}), ("state", "=", "installed")])
modules.button_immediate_uninstall()
"""
#: Odoo updates these by itself whenever modules are loaded.
UNRELATED = {("ir.config_parameter", "base.profiling_enabled_until")}


def snapshot(query, database):
    """Return the set of everything that a module can leave behind."""
    return {tuple(row) for row in query(database, SNAPSHOT)} - UNRELATED


def readable(rows):
    """Return rows of a snapshot as text, one a line."""
    return "\n".join(" ".join(row) for row in sorted(rows))


def perf_modules(query, database):
    """Return our addons that are installed in a database."""
    rows = query(database, "SELECT name FROM ir_module_module WHERE state = 'installed'")
    return sorted({name for (name,) in rows} & set(addons.manifests()))


@pytest.mark.parametrize("addon", ADDON_NAMES)
def test_uninstall_leaves_nothing_behind(bed, query, clone_db, odoo_shell, run_odoo, addon):
    """After an addon is gone the database is as it was before, and takes it again."""
    before = snapshot(query, bed.core_of(addon))
    database = clone_db(bed.with_addon(addon))
    names = perf_modules(query, database)
    assert addon in names
    odoo_shell(database, UNINSTALL.format(names=names))
    assert perf_modules(query, database) == []
    after = snapshot(query, database)
    left, taken = readable(after - before), readable(before - after)
    assert not left, f"left behind:\n{left}"
    assert not taken, f"taken away from others:\n{taken}"
    run_odoo(database, "-i", addon)
    assert addon in perf_modules(query, database)


def test_all_addons_upgrade_without_a_complaint(suite_db, query, clone_db, run_odoo):
    database = clone_db(suite_db)
    names = perf_modules(query, database)
    assert names == sorted(addons.manifests()), "an addon is not installed with the others"
    run_odoo(database, "-u", ",".join(names))
