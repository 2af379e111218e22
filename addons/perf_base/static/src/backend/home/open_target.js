import {useService} from "@web/core/utils/hooks";

/**
 * What a click on a target of the server opens: a record or an action of the back office, or a page of the portal.
 *
 * @param {Object} target see `perf.home`
 * @param {Object} [context] comes on top of the target's own
 */
export function targetAction(target, context = {}) {
    if (target.url) {
        return {type: "ir.actions.act_url", url: target.url, target: "self"};
    }
    return {
        type: "ir.actions.act_window",
        res_model: target.model,
        res_id: target.id || false,
        views: [[target.view || false, "form"]],
        target: target.dialog ? "new" : "current",
        context: {...target.context, ...context},
    };
}

export function useOpenTarget() {
    const action = useService("action");
    return async (target, context = {}) => {
        if (!target.action) {
            return action.doAction(targetAction(target, context));
        }
        const additionalContext = {...target.context, ...context};
        if (!target.domain) {
            return action.doAction(target.action, {additionalContext});
        }
        const found = await action.loadAction(target.action, additionalContext);
        return action.doAction({...found, domain: target.domain}, {additionalContext});
    };
}
