/** Capitals and the shape of an apostrophe make no difference. */
function plain(text) {
    return text.toLocaleLowerCase().replaceAll("’", "'");
}

/**
 * Finds words in a text for which there is a hint.
 *
 * @param {string} text
 * @param {{word: string, hint: string}[]} hints
 * @returns {{word: string, hint: string}[]} the hints that apply, in the order of the list
 */
export function findHints(text, hints) {
    const lower = plain(text);
    return hints.filter(({word}) => {
        const escaped = plain(word).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "u").test(lower);
    });
}
