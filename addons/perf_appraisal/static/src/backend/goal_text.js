import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

/** How far a goal was, on which day when it still went on, and in which state. */
export function goalText(goal) {
    const progress = Math.round(goal.progress);
    return goal.day
        ? _t("%(progress)s % on %(day)s, %(outcome)s", {
              progress,
              day: formatDate(deserializeDate(goal.day)),
              outcome: goal.outcome,
          })
        : _t("%(progress)s %, %(outcome)s", {progress, outcome: goal.outcome});
}
