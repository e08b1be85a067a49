/** The runners that sketches are written for; `other` gets shell commands. */
export const runners = ['vitest', 'playwright', 'jest', 'node:test', 'pytest', 'other'] as const

export type Runner = (typeof runners)[number]

/** What gives a runner away in a command line, tried in this order. */
const patterns: readonly (readonly [Runner, RegExp])[] = [
  ['vitest', /(^|[\s/\\])vitest(\.m?js)?(?=\s|$)/],
  ['playwright', /(^|[\s/\\])playwright(?=\s+test|$)/],
  ['jest', /(^|[\s/\\])(jest|react-scripts)(\.js)?(?=\s|$)/],
  ['pytest', /(^|[\s/\\])(pytest|py\.test|tox|nox)(?=\s|$)/],
  ['node:test', /(^|\s)--test(?=[\s=]|$)|(^|[\s/\\])(mocha|borp|tap)(?=\s|$)/],
]

/** Package managers, and what runs a script of package.json. */
const scriptCall =
  /(?:^|\s)(?:npm|pnpm|yarn|bun)(?:\.cmd)?\s+(?:-{1,2}[\w-]+\s+)*(?:run(?:-script)?\s+)?(?:-{1,2}[\w-]+\s+)*([\w:.-]+)/

/** How deep one script may call another. */
const maxDepth = 4

/**
 * Recognizes the runner from the command line that starts it, through scripts of package.json.
 *
 * @param readScript returns a script by its name
 */
export function recognizeRunner(
  command: string,
  readScript: (name: string) => string | undefined,
  depth = maxDepth,
): Runner {
  const found = patterns.find(([, pattern]) => pattern.test(command))
  if (found !== undefined) return found[0]
  const name = scriptCall.exec(command)?.[1]
  const script = name === undefined ? undefined : readScript(name === 't' ? 'test' : name)
  return script === undefined || depth === 0 ? 'other' : recognizeRunner(script, readScript, depth - 1)
}
