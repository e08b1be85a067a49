import type { SandboxClient } from '../../client/connect.js'
import type { Replay } from '../../emulator/replay-run.js'
import { bodyTextOf, type RunFile, type RunRequest } from '../../replay/run-file.js'
import { describeRequest } from '../../replay/same-request.js'
import { print } from '../terminal/print.js'

/** Goes through a run: prints each request with its answer, and goes on at a line of stdin. @returns the exit code */
export async function stepThrough({ player }: Replay, run: RunFile, { url }: SandboxClient): Promise<number> {
  const requests = (run.steps ?? []).filter(
    (step): step is RunRequest => step.kind === 'request' && step.number !== undefined,
  )
  print(
    `${requests.length} requests. Enter goes to the next one, q ends. The page shows the state: ${url.replace(/\/v2$/, '')}/`,
  )
  const lines = readLines()
  for (const request of requests) {
    const { done, value } = await lines.next()
    if (done === true || value.trim() === 'q') break
    await player.playTo(request.number)
    print(formatStep(request))
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
