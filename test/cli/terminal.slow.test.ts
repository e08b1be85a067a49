import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const command = fileURLToPath(new URL('../../dist/cli.cjs', import.meta.url))

/** Runs a command in a terminal of its own, closes that once a text has been printed, and prints how the command ended. */
const inTerminal = `
import os, pty, sys
text, *args = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(args[0], args)
printed = b""
while text.encode() not in printed:
    printed += os.read(terminal, 4096)
os.close(terminal)
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status))
`

// Node itself aborts when it exits without its terminal (SIGABRT, a core dump); -1 is the end by SIGHUP.
test.skipIf(process.platform === 'win32').each([
  ['start', ['start', '--port', '0'], '127.0.0.1'],
  ['exec', ['exec', '--', process.execPath, '-e', 'console.log("started"); setInterval(() => {}, 1000)'], 'started'],
])('%s ends by SIGHUP when its terminal is closed', async (_, args, text) => {
  const { stdout } = await promisify(execFile)('python3', ['-c', inTerminal, text, process.execPath, command, ...args])
  expect(stdout).toBe('-1\n')
})
