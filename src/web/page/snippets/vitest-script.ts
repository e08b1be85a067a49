import type { SandboxInfo } from '../api/types.js'
import { isSent, type Story, type TestStep } from './story-steps.js'

/** A string as a literal of TypeScript. */
const toLiteral = (text: unknown): string =>
  `'${JSON.stringify(String(text)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`

/** The seed of the emulator; that of a sandbox ends with the name of the sandbox. */
const seedOf = ({ seed = 'handset', sandbox }: SandboxInfo) => seed.replace(`/${sandbox}`, '')

/** A file of Vitest that plays a story again, with an emulator of its own. */
export function toVitest({ steps, info, startedAt }: Story): string {
  return `import { createEmulator } from 'telnyx-verify-emulator'
import { expect, test } from 'vitest'

const emulator = await createEmulator({ seed: ${toLiteral(seedOf(info))} })

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
  await emulator.clock.set(${toLiteral(startedAt)})
${steps.flatMap(toLines).join('\n')}
})
`
}

function toLines(step: TestStep): string[] {
  if (step.kind === 'advance') return [`  await emulator.clock.advance('${step.seconds}s')`]
  if (step.kind === 'send')
    return [
      `  const sent = await call('/verifications/${step.channel}', ${JSON.stringify(step.body)})`,
      `  expect(sent.status).toBe(${step.status})`,
      ...(isSent(step)
        ? [
            '  const { id } = (await sent.json()).data',
            `  const { code } = await emulator.inbox.next(${toLiteral(step.body.phone_number)})`,
          ]
        : []),
    ]
  const outcome = toLiteral(step.outcome)
  return [
    ...(step.forced ? [`  await emulator.scenarios.add({ outcome: ${outcome}, times: 1 })`] : []),
    `  expect(await check(id, ${step.code === null ? 'code' : toLiteral(step.code)})).toBe(${outcome})`,
  ]
}
