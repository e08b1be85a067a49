/** A file's JSON with one record a line: to be read, and to be compared line by line, yet written fast. */
export function toReadableJson(file: object): string {
  const parts = Object.entries(file).map(([key, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`
    const records = value.map((record) => `    ${JSON.stringify(record)}`)
    return `  ${JSON.stringify(key)}: [\n${records.join(',\n')}\n  ]`
  })
  return `{\n${parts.join(',\n')}\n}\n`
}
