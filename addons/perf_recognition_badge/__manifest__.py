{
    "name": "Performance: Badges in Recognition",
    "summary": "A recognition may carry a badge, by the badge's own rules; portal users can't read or forge badges",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_recognition", "gamification"],
    "data": [
        "security/gamification_security.xml",
        "views/perf_recognition_views.xml",
        "views/perf_recognition_portal_templates.xml",
    ],
    "demo": [
        "demo/gamification_badge_demo.xml",
    ],
    "auto_install": True,
    "installable": True,
}
