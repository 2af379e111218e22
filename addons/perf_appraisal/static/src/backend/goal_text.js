import {_t} from "@web/core/l10n/translation";
import {dayText} from "./day_text";

/** How far a goal was, on which day when it still went on, and in which state. */
export function goalText(goal) {
    const progress = Math.round(goal.progress);
    return goal.day
        ? _t("%(progress)s % on %(day)s, %(outcome)s", {
              progress,
              day: dayText(goal.day),
              outcome: goal.outcome,
          })
        : _t("%(progress)s %, %(outcome)s", {progress, outcome: goal.outcome});
}
