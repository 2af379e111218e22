{
    "name": "Performance: Goals from Sales",
    "summary": "Ready metrics from Sales for goals",
    "version": "19.0.1.0.0",
    "category": "Human Resources/Performance",
    "author": "Performance Suite contributors",
    "website": "https://github.com/performance-suite/performance-suite",
    "license": "LGPL-3",
    "depends": ["perf_goals", "sale"],
    "data": [
        "data/perf_metric_data.xml",
    ],
    "demo": [
        "demo/perf_goal_demo.xml",
    ],
    "auto_install": True,
    "installable": True,
}
