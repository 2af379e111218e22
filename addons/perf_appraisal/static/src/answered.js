/** Where the answer to each kind with options stands. */
const PARTS = {rating: "level_id", competency: "anchor_id", choice: "choice"};

/**
 * Whether the question counts as answered, by the same rule as the server's.
 *
 * @param {string} kind
 * @param {Object} answer
 */
export function isAnswered(kind, answer) {
    return Boolean(answer.unable || (kind in PARTS ? answer[PARTS[kind]] : answer.text?.trim()));
}

/**
 * Whether somebody wrote to a question that counts by its rating, and has not rated yet.
 *
 * @param {string} kind
 * @param {Object} answer
 */
export function lacksRating(kind, answer) {
    return ["rating", "competency"].includes(kind) && Boolean(answer.text?.trim()) && !isAnswered(kind, answer);
}
