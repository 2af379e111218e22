{
    "name": "Performance: Recognition",
    "summary": "Thank colleagues on a wall that everybody can read, with points from a ledger that cannot be bent",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_base"],
    "data": [
        "security/ir.model.access.csv",
        "security/perf_recognition_security.xml",
        "data/ir_cron_data.xml",
        "data/mail_template_data.xml",
        "wizard/perf_recognition_retract_views.xml",
        "views/perf_recognition_views.xml",
        "views/perf_points_entry_views.xml",
        "views/res_config_settings_views.xml",
        "views/perf_recognition_portal_templates.xml",
        "views/perf_recognition_menus.xml",
    ],
    "demo": [
        "demo/perf_recognition_demo.xml",
    ],
    "assets": {
        "web.assets_backend": [
            "perf_recognition/static/src/backend/**/*",
        ],
        "web.assets_frontend": [
            "perf_recognition/static/src/portal/**/*",
        ],
        "web.assets_unit_tests": [
            "perf_recognition/static/tests/**/*",
        ],
    },
    "uninstall_hook": "uninstall_hook",
    "application": True,
    "installable": True,
}
