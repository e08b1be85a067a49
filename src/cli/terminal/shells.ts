export const shells = ['posix', 'fish', 'powershell', 'dotenv'] as const
export type Shell = (typeof shells)[number]

/** How each sets an environment variable so that its value stays what it is, whatever is in it. */
export const assignments: Readonly<Record<Shell, (name: string, value: string) => string>> = {
  posix: (name, value) => `export ${name}=${isPlain(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`}`,
  fish: (name, value) => `set -gx ${name} ${isPlain(value) ? value : `'${value.replaceAll(/[\\']/g, '\\$&')}'`}`,
  powershell: (name, value) => `$env:${name} = '${value.replaceAll("'", "''")}'`,
  // Between single quotes nothing is expanded, but a quote cannot stand there.
  dotenv: (name, value) =>
    `${name}=${isPlain(value) ? value : value.includes("'") ? JSON.stringify(value) : `'${value}'`}`,
}

/** Nothing in it means anything to a shell. */
const isPlain = (value: string) => /^[\w./:@+,=-]+$/.test(value)
