/** What sections and questions of a template count in the score: the same arithmetic as on the server. */

/**
 * @param {Object} question as of get_builder
 * @param {Object[]} kinds as of get_builder
 * @returns {boolean} whether it could count: its kind gives a score, and somebody whose answer counts gives it
 */
export function canCount(question, kinds) {
    const kind = kinds.find(({key}) => key === question.kind);
    return Boolean(kind?.is_scored && (kind.is_measured || question.roles.manager));
}

function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
}

/**
 * @param {Object[]} sections as of get_builder
 * @param {Object[]} kinds as of get_builder
 * @returns {{total: number, sections: Object, questions: Object}} the sum of the weights of sections that count, and the
 *     share of the score in percent of each section and question, by id; a section has `share`, `state` (`counts`,
 *     `words` when nothing in it gives a score, `nothing` when it could count and does not) and `total`, the sum of the
 *     weights in it
 */
export function computeShares(sections, kinds) {
    const result = {total: 0, sections: {}, questions: {}};
    const facts = sections.map((section) => {
        const rated = section.questions.filter((each) => kinds.find(({key}) => key === each.kind)?.is_scored);
        const counting = section.questions.filter((each) => canCount(each, kinds) && each.weight > 0);
        return {section, rated, counting, total: sum(counting.map(({weight}) => weight))};
    });
    result.total = sum(facts.filter(({total}) => total).map(({section}) => section.weight));
    for (const {section, rated, counting, total} of facts) {
        const share = total && result.total ? (100 * section.weight) / result.total : 0;
        const state = share ? "counts" : rated.length ? "nothing" : "words";
        result.sections[section.id] = {share, state, total};
        for (const question of section.questions) {
            const counts = counting.includes(question);
            result.questions[question.id] = counts ? (share * question.weight) / total : 0;
        }
    }
    return result;
}

/** Calm colours for the parts of the bar, one a section. */
export const COLORS = ["blue", "sand", "violet", "sky", "plum", "indigo", "stone"];
