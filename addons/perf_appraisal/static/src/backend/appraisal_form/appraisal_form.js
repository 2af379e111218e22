import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {RelationalModel} from "@web/model/relational_model/relational_model";
import {formView} from "@web/views/form/form_view";

/** Says which words are missing, where it is the reason of another level, and is quiet again once they are there. */
export class AppraisalRecord extends RelationalModel.Record {
    _displayInvalidFieldNotification() {
        if ([...this._invalidFields].join() !== "rating_reason") {
            return super._displayInvalidFieldNotification(...arguments);
        }
        return this.model.notification.add(_t("Say why another level fits better than the suggested one."), {
            type: "danger",
        });
    }

    _removeInvalidFields() {
        super._removeInvalidFields(...arguments);
        if (!this._invalidFields.size) {
            this._closeInvalidFieldsNotification();
            this._closeInvalidFieldsNotification = () => {};
        }
    }
}

export class AppraisalModel extends RelationalModel {
    static Record = AppraisalRecord;
}

registry.category("views").add("perf_appraisal_form", {...formView, Model: AppraisalModel});
