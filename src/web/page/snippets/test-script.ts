/** A story as a test that plays it again: the same sandbox seed, clock and outcomes. */
import type { Connection } from '../api/call.js'
import type { Entry, SandboxInfo } from '../api/types.js'
import { toCurl, toPythonLiteral } from './languages.js'

export type TestKind = 'vitest' | 'pytest' | 'curl'

/** One step of a story that a test can repeat. */
export type TestStep =
  | {
      readonly kind: 'send'
      readonly channel: string
      readonly body: Readonly<Record<string, unknown>>
      readonly status: number
    }
  /** `code: null` stands for the right code. */
  | { readonly kind: 'check'; readonly code: string | null; readonly outcome: string; readonly forced: boolean }
  | { readonly kind: 'advance'; readonly seconds: number }

const outcomeToResponse: Readonly<Record<string, string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  expired: 'expired',
  max_attempts_exceeded: 'max_attempts_exceeded',
}

const bodyOf = (entry: Entry): Record<string, unknown> =>
  typeof entry.request?.body === 'object' && entry.request.body !== null
    ? (entry.request.body as Record<string, unknown>)
    : {}

/** Shorter pauses are the speed of a person's hand, not part of the story. Milliseconds. */
const shortestPause = 30_000

/**
 * The steps of a story.
 *
 * @param entries of one verification, oldest first
 * @param code the right code
 */
export function toTestSteps(entries: readonly Entry[], code: string): TestStep[] {
  const steps: TestStep[] = []
  let before: string | null = null
  for (const entry of entries) {
    const { operation, at, status = 0, decided } = entry
    const isSend = operation?.startsWith('Create') === true
    const isCheck = operation?.startsWith('Verify') === true
    if (!isSend && !isCheck && entry.event !== 'verification.expired') continue
    const pause: number = before === null ? 0 : Date.parse(at) - Date.parse(before)
    if (pause >= shortestPause) steps.push({ kind: 'advance', seconds: Math.ceil(pause / 1000) })
    before = at
    const body = bodyOf(entry)
    if (isSend)
      steps.push({
        kind: 'send',
        channel: /(sms|call|flashcall|whatsapp)$/.exec(entry.path ?? '')?.[1] ?? 'sms',
        body,
        status,
      })
    if (isCheck)
      steps.push({
        kind: 'check',
        code: body.code === code ? null : String(body.code ?? '00000'),
        outcome: decided?.outcome ?? String(status),
        forced: decided?.scenario !== null && decided?.scenario !== undefined,
      })
  }
  return steps
}

interface Story {
  readonly steps: readonly TestStep[]
  readonly connection: Connection
  readonly info: SandboxInfo
  /** The clock when the code was asked for. */
  readonly startedAt: string
}

/** The story as a file of the kind that is asked for. */
export function toTestScript(kind: TestKind, story: Story): string {
  if (kind === 'vitest') return toVitest(story)
  return kind === 'pytest' ? toPytest(story) : toCurlScript(story)
}

/** The seed of the emulator; that of a sandbox ends with the name of the sandbox. */
const seedOf = ({ seed = 'handset', sandbox }: SandboxInfo) => seed.replace(`/${sandbox}`, '')

function toVitest({ steps, info, startedAt }: Story): string {
  const lines = steps.flatMap((step) => {
    if (step.kind === 'advance') return [`  await emulator.clock.advance('${step.seconds}s')`]
    if (step.kind === 'send')
      return [
        `  const sent = await call('/verifications/${step.channel}', ${JSON.stringify(step.body)})`,
        `  expect(sent.status).toBe(${step.status})`,
        '  const { id } = (await sent.json()).data',
        `  const { code } = await emulator.inbox.next('${step.body.phone_number}')`,
      ]
    const force = step.forced ? [`  await emulator.scenarios.add({ outcome: '${step.outcome}', times: 1 })`] : []
    return [
      ...force,
      `  expect(await check(id, ${step.code === null ? 'code' : `'${step.code}'`})).toBe('${outcomeToResponse[step.outcome] ?? step.outcome}')`,
    ]
  })
  return `import { createEmulator } from 'telnyx-verify-emulator'
import { expect, test } from 'vitest'

const emulator = await createEmulator({ seed: '${seedOf(info)}' })

const call = (path: string, body: object) =>
  emulator.fetch(new Request(emulator.url + path, {
    method: 'POST',
    headers: { authorization: \`Bearer \${emulator.apiKey}\`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }))

async function check(id: string, code: string) {
  const response = await call(\`/verifications/\${id}/actions/verify\`, { code })
  const { data } = await response.json()
  return data?.response_code ?? String(response.status)
}

test('the story of the handset', async () => {
  await emulator.clock.freeze()
  await emulator.clock.set('${startedAt}')
${lines.join('\n')}
})
`
}

function toPytest({ steps, connection, startedAt }: Story): string {
  const { origin, sandbox } = connection
  const lines = steps.flatMap((step) => {
    if (step.kind === 'advance') return [`    control("clock/advance", {"by": "${step.seconds}s"})`]
    if (step.kind === 'send')
      return [
        `    sent = call("/verifications/${step.channel}", ${toPythonLiteral(step.body)})`,
        `    assert sent.status_code == ${step.status}`,
        `    inbox = requests.get(f"{URL}/_emulator/inbox/${step.body.phone_number}/next", params={"sandbox": SANDBOX}).json()`,
        `    code, verification_id = inbox["message"]["code"], inbox["message"]["verification_id"]`,
      ]
    const force = step.forced ? [`    control("scenarios", {"outcome": "${step.outcome}", "times": 1})`] : []
    return [
      ...force,
      `    assert check(verification_id, ${step.code === null ? 'code' : `"${step.code}"`}) == "${outcomeToResponse[step.outcome] ?? step.outcome}"`,
    ]
  })
  return `import requests

URL = "${origin}"
SANDBOX = "${sandbox}"


def call(path, body):
    return requests.post(f"{URL}/v2{path}", json=body, headers={"Authorization": f"Bearer sandbox_{SANDBOX}"})


def control(path, body=None):
    requests.post(f"{URL}/_emulator/{path}", params={"sandbox": SANDBOX}, json=body).raise_for_status()


def check(verification_id, code):
    response = call(f"/verifications/{verification_id}/actions/verify", {"code": code})
    return response.json().get("data", {}).get("response_code", str(response.status_code))


def test_the_story_of_the_handset():
    control("reset")
    control("clock/freeze")
    control("clock/set", {"to": "${startedAt}"})
${lines.join('\n')}
`
}

function toCurlScript({ steps, connection, startedAt }: Story): string {
  const { origin, sandbox } = connection
  const control = (path: string, body?: unknown) =>
    toCurl(
      { method: 'POST', path: `/_emulator/${path}?sandbox=${sandbox}`, ...(body !== undefined && { body }) },
      connection,
    )
  const lines = steps.flatMap((step) => {
    if (step.kind === 'advance') return [control('clock/advance', { by: `${step.seconds}s` })]
    if (step.kind === 'send')
      return [
        `id=$(${toCurl({ method: 'POST', path: `/v2/verifications/${step.channel}`, body: step.body }, connection)} | sed -E 's/.*"id":"([^"]+)".*/\\1/')`,
        `code=$(curl -H 'Accept: text/plain' '${origin}/_emulator/inbox/${step.body.phone_number}/next?sandbox=${sandbox}')`,
      ]
    const force = step.forced ? [control('scenarios', { outcome: step.outcome, times: 1 })] : []
    const code = step.code === null ? '$code' : step.code
    return [
      ...force,
      `curl "${origin}/v2/verifications/$id/actions/verify" -H 'Authorization: Bearer sandbox_${sandbox}' \\
  -H 'Content-Type: application/json' -d "{\\"code\\": \\"${code}\\"}" | grep -q '"response_code":"${step.outcome}"'`,
    ]
  })
  return `#!/bin/sh
# Plays the story again; ends with 1 where it ends otherwise.
set -e
${control('reset')}
${control('clock/freeze')}
${control('clock/set', { to: startedAt })}
${lines.join('\n')}
echo "The story ended as before."
`
}
