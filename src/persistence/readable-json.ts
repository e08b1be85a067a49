/** Formats a file as JSON with one record per line: readable, good for diffs, and fast to write. */
export function toReadableJson(file: object): string {
  const parts = Object.entries(file).map(([key, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
    const records = value.map((record) => `    ${JSON.stringify(record)}`)
    return `  ${JSON.stringify(key)}: [\n${records.join(',\n')}\n  ]`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}
