import {ActivityMenu} from "@mail/core/web/activity_menu";
import {patch} from "@web/core/utils/patch";

// What waits for the user in the performance suite has no activities: it opens on the page of the portal that lists it.
patch(ActivityMenu.prototype, {
    openActivityGroup(group, filter, newWindow) {
        if (group.model === "perf.todo") {
            this.dropdown.close();
            this.action.doAction({
                type: "ir.actions.act_url",
                url: group.url,
                target: newWindow ? "new" : "self",
            });
        } else {
            super.openActivityGroup(...arguments);
        }
    },
});
