/**
 * The levels of a scale with the scores that each of them covers, for the picture below the list of levels.
 *
 * @param {{id: any, name: string, value: number, min: number, color: string}[]} levels
 * @returns {Object[]} the levels from the lowest, with `from`, `to` and `width` in percent; a level without room has
 *     a width of 0, and `isBad` when its scores overlap or leave a gap
 */
export function makeLadder(levels) {
    const ordered = [...levels].sort((one, other) => one.value - other.value);
    return ordered.map((level, index) => {
        const to = index + 1 < ordered.length ? ordered[index + 1].min : 100;
        const isLast = index + 1 === ordered.length;
        return {
            ...level,
            from: level.min,
            to,
            isLast,
            width: Math.max(to - level.min, 0),
            isBad: to < level.min || (to === level.min && !isLast) || (index === 0 && level.min > 0),
        };
    });
}
