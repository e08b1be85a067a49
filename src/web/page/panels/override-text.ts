/** Overrides in words, and as they go over the wire. */

/** The match of an override in words. */
export const listMatch = (match: object) =>
  Object.entries(match)
    .map(([name, value]) => `${name}: ${name === 'delay' ? `${[value].flat().join(' to ')} ms` : value}`)
    .join(', ') || 'everything'

export const timesOf = (times: number | null) => (times === null ? 'always' : times === 1 ? 'once' : `${times} times`)
