{
    "name": "Performance: Goals in Appraisals",
    "summary": "Shows the goals of the period in appraisals, and lets them count in the score",
    "version": "19.0.1.1.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_appraisal", "perf_goals"],
    "demo": [
        "demo/perf_goal_demo.xml",
    ],
    "auto_install": True,
    "installable": True,
}
