/** That the lines of a history lead from one status to the next without a gap, up to the one that is so now. */

const inOrder = (column: string) => `array_agg(h.${column} order by h.version)`;

/** What the lines `h` of one subject say, in words. */
export const historyAsFound = `count(h.version) || ' lines of history, from '
  || coalesce(array_to_string(${inOrder('from_status')}, ', ', 'nothing'), 'nothing')
  || ' to ' || coalesce(array_to_string(${inOrder('to_status')}, ', '), 'nothing')`;

/**
 * A condition on groups of the lines `h` of one subject, which is `of`: true where they do not. The first line begins
 * from nothing, and each later one where the line before it ended.
 */
export function historyIsBroken(of: string): string {
  return `${of}.version <> count(h.version) or ${of}.version <> max(h.version)
    or ${inOrder('from_status')} is distinct from null::text || (${inOrder('to_status')})[:${of}.version - 1]
    or ${of}.status <> (${inOrder('to_status')})[${of}.version]`;
}
