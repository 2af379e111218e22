import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {lacksRating} from "../../answered";
import {goalText} from "../goal_text";

/** Where the answer to each kind with options stands, and what it is when there is none. */
const ANSWERS = {rating: "level_id", competency: "anchor_id", choice: "choice"};

/** One question with its answer: buttons for ratings and choices, a box for words. */
export class ReviewQuestion extends Component {
    static template = "perf_appraisal.ReviewQuestion";
    static props = {
        question: {type: Object},
        readonly: {type: Boolean, optional: true},
        missing: {type: Boolean, optional: true},
        onChange: {type: Function, optional: true},
    };
    static defaultProps = {readonly: false, missing: false, onChange: () => {}};

    get question() {
        return this.props.question;
    }

    get answer() {
        return this.question.answer;
    }

    get boxId() {
        return `perf_question_${this.question.id}`;
    }

    get answerName() {
        return ANSWERS[this.question.kind];
    }

    get isRated() {
        return ["rating", "competency"].includes(this.question.kind);
    }

    /** What is still to do here: asked for on handing in, or words without the rating that they explain. */
    get problem() {
        if (this.props.missing) {
            return this.question.options.length
                ? _t("Please choose an answer here, or say that you can't.")
                : _t("Please answer this first.");
        }
        return !this.props.readonly && lacksRating(this.question.kind, this.answer)
            ? _t("Rating missing: your words are kept, and count as an answer with a rating.")
            : "";
    }

    isChosen(option) {
        return this.answer[this.answerName] === option.id;
    }

    get placeholder() {
        return this.question.options.length ? _t("An example, if it helps") : "";
    }

    get boxLabel() {
        const name = this.question.name;
        return this.question.options.length ? _t("Comment on %s", name) : name;
    }

    goalText(goal) {
        return goalText(goal);
    }

    get anchor() {
        return this.question.options.find((option) => this.isChosen(option))?.description;
    }

    choose(option) {
        const value = this.isChosen(option) ? false : option.id;
        this.props.onChange(this.question, {[this.answerName]: value, unable: false}, true);
    }

    toggleUnable(ev) {
        const unable = ev.target.checked;
        const changes = unable ? {unable, level_id: false, anchor_id: false, choice: ""} : {unable};
        this.props.onChange(this.question, changes, true);
    }

    onInput(ev) {
        this.props.onChange(this.question, {text: ev.target.value}, false);
    }

    onArrow(ev, index) {
        const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[ev.key];
        if (!step) {
            return;
        }
        ev.preventDefault();
        const buttons = ev.currentTarget.parentElement.querySelectorAll("button");
        buttons[(index + step + buttons.length) % buttons.length].focus();
    }
}
