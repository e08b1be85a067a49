/** An option of the bench that cannot be used. Its message says what to write instead. */
export class OptionError extends Error {}

/**
 * Returns one line that says why a command of npm failed, for people and for bench/results.json.
 *
 * @returns the first line that is more than a code, without addresses, which may be of a private registry
 */
export function toNpmReason(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string }
  const lines = (stderr?.trim() || message)
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/, '').trim())
    .filter((line) => line !== '')
  const line = lines.find((line) => !/^(code|errno|syscall) /.test(line)) ?? lines[0] ?? message
  return line.replaceAll(/\bhttps?:\/\/\S+/g, 'the registry')
}
