import {Component, onWillUnmount, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const {DateTime} = luxon;

/**
 * The shared notes of a 1-on-1: saved while somebody types, and never over what the other one wrote meanwhile.
 *
 * The form does not save them: they go through `save_notes`, which compares the version that was read.
 */
export class OneOnOneNotesField extends Component {
    static template = "perf_development.OneOnOneNotesField";
    static props = {
        ...standardFieldProps,
        placeholder: {type: String, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({});
        this.reset(this.props.record);
        this.saveLater = useDebounced(() => this.save(), 1000);
        onWillUpdateProps((next) => {
            // Another 1-on-1, or newer notes while nothing is typed here.
            const other = next.record.resId !== this.props.record.resId;
            if (other) {
                this.save();
            }
            if (other || (!this.isDirty && next.record.data.notes_version > this.state.version)) {
                this.reset(next.record);
            }
        });
        onWillUnmount(() => this.save());
    }

    reset(record) {
        this.resId = record.resId;
        const text = record.data[this.props.name] || "";
        Object.assign(this.state, {
            text,
            saved: text,
            version: record.data.notes_version,
            message: "",
            isError: false,
            conflict: null,
        });
    }

    get isDirty() {
        return this.state.text !== this.state.saved;
    }

    onInput(ev) {
        this.state.text = ev.target.value;
        if (this.state.conflict === null) {
            this.saveLater();
        }
    }

    /** After a conflict only the button saves: the person has read what the other one wrote. */
    onClickSave() {
        this.state.conflict = null;
        return this.save();
    }

    async save() {
        if (!this.isDirty || this.state.conflict !== null || !this.resId) {
            return;
        }
        const {text, version} = this.state;
        let reply;
        try {
            reply = await this.orm.silent.call("perf.one.on.one", "save_notes", [[this.resId], text, version]);
        } catch (error) {
            Object.assign(this.state, {
                message: error.data?.message || _t("Not saved yet. Your text stays here: try again."),
                isError: true,
            });
            return;
        }
        this.state.version = reply.version;
        this.state.message = reply.saved ? _t("Saved %s", DateTime.now().toFormat("HH:mm")) : reply.message;
        this.state.isError = !reply.saved;
        this.state.saved = reply.saved ? text : reply.text;
        this.state.conflict = reply.saved ? null : reply.text;
    }
}

export const oneOnOneNotesField = {
    component: OneOnOneNotesField,
    supportedTypes: ["text"],
    fieldDependencies: [{name: "notes_version", type: "integer"}],
    extractProps: ({attrs, placeholder}) => ({placeholder: placeholder || attrs.placeholder}),
};

registry.category("fields").add("perf_one_on_one_notes", oneOnOneNotesField);
