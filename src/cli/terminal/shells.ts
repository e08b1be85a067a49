export const shells = ['posix', 'fish', 'powershell', 'dotenv'] as const
export type Shell = (typeof shells)[number]

/** How each shell sets an environment variable; values are quoted so that nothing in them is expanded. */
export const assignments: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  posix: (name, value) => `export ${name}=${isPlain(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`}`,
  fish: (name, value) => `set -gx ${name} ${isPlain(value) ? value : `'${value.replaceAll(/[\\']/g, '\\$&')}'`}`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
  // Single quotes prevent expansion but cannot contain a single quote.
  dotenv: (name, value) =>
    `${name}=${isPlain(value) ? value : value.includes("'") ? JSON.stringify(value) : `'${value}'`}`,
}

/** Whether a value needs no quotes in any shell. */
const isPlain = (value: string) => /^[\w./:@+,=-]+$/.test(value)
