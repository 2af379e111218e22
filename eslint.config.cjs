// The browser code of the addons. Modules are found through NODE_PATH: `make lint` keeps them in its cache.
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    js.configs.recommended,
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly", owl: "readonly", Chart: "readonly"},
        },
        rules: {
            complexity: ["error", 10],
            "consistent-return": "error",
            curly: "error",
            eqeqeq: "error",
            "max-depth": ["error", 4],
            "no-console": "error",
            "no-debugger": "error",
            "no-eval": "error",
            "no-shadow": "error",
            "no-unused-vars": "error",
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
        },
    },
];
