import type { SandboxClient } from '../../client/connect.js'
import type { Replay } from '../../emulator/replay-run.js'
import { bodyTextOf, listRequests, type RunFile, type RunRequest } from '../../replay/run-file.js'
import { describeRequest } from '../../replay/same-request.js'
import { countOf } from '../../wire/count-of.js'
import { print } from '../terminal/print.js'

/**
 * Goes through a run: prints each request with its answer, and goes on at a line of stdin. The page may go on meanwhile.
 *
 * @returns the exit code
 */
export async function stepThrough({ player }: Replay, run: RunFile, { url }: SandboxClient): Promise<number> {
  player.isByHand = true
  player.posts = false
  const requests = listRequests(run.steps ?? [])
  print(
    `${countOf(requests.length, 'request')}. Enter goes to the next one, q ends. The page shows the state, and goes on too: ${url.replace(/\/v2$/, '')}/`,
  )
  const lines = readLines()
  for (;;) {
    const { done, value } = await lines.next()
    if (done === true || value.trim() === 'q') break
    const request = requests.find(({ number = 0 }) => number > player.at)
    if (request === undefined) break
    await player.playTo(request.number)
    print(formatStep(request))
    if (request === requests.at(-1)) print('That was the last request. Enter ends.')
  }
  process.stdin.destroy()
  return 0
}

/** The lines of stdin. */
async function* readLines(): AsyncGenerator<string, void> {
  let rest = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
}

function formatStep({ number, at, sandbox, answer, ...request }: RunRequest): string {
  const sent = bodyTextOf(request)
  const lines = [
    `request ${number}  ${new Date(at).toISOString()}  sandbox ${sandbox || '(none)'}`,
    `  ${describeRequest(request)}`,
  ]
  if (sent !== '') lines.push(`  ${sent}`)
  lines.push(answer === undefined ? '  no answer' : `  ${answer.status} ${bodyTextOf(answer)}`)
  return lines.join('\n')
}
