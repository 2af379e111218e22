/** Reading and writing the controls of one question of a review form. */

/**
 * @param {HTMLElement} questionEl
 * @returns {{level_id: number|false, anchor_id: number|false, text: string, choice: string, unable: boolean}}
 */
export function readAnswer(questionEl) {
    const level = getChosen(questionEl, "level");
    const anchor = getChosen(questionEl, "anchor");
    return {
        level_id: toId(level),
        anchor_id: toId(anchor),
        text: questionEl.querySelector("textarea")?.value || "",
        choice: getChosen(questionEl, "choice"),
        unable:
            [level, anchor].includes("unable") || Boolean(questionEl.querySelector("input[name$='_unable']:checked")),
    };
}

function getChosen(questionEl, part) {
    return questionEl.querySelector(`input[name$='_${part}']:checked`)?.value || "";
}

function toId(value) {
    return value && value !== "unable" ? Number(value) : false;
}

/**
 * @param {HTMLElement} questionEl
 * @param {Object} answer as given by readAnswer
 */
export function writeAnswer(questionEl, answer) {
    const level = answer.unable ? "unable" : String(answer.level_id || answer.anchor_id || "");
    for (const inputEl of questionEl.querySelectorAll("input[type='radio']")) {
        inputEl.checked = inputEl.value === (inputEl.name.endsWith("_choice") ? answer.choice : level);
    }
    const unableEl = questionEl.querySelector("input[name$='_unable']");
    if (unableEl) {
        unableEl.checked = answer.unable;
    }
    const textareaEl = questionEl.querySelector("textarea");
    if (textareaEl) {
        textareaEl.value = answer.text;
    }
}

/**
 * @param {Object} answer
 * @param {Object} other
 */
export function isSameAnswer(answer, other) {
    return Object.keys(answer).every((key) => answer[key] === other[key]);
}
