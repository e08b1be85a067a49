import { symlinkSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../../src/index.js'
import { root } from '../../tools/documents.js'
import { readSdks, sdkProjects, type TriedSdk } from '../../tools/sdk-table.js'
import { findPath, runShell } from '../docs/languages.js'
import { useFolder } from '../support/folder.js'

interface Toolchain {
  /** A command that succeeds if the language's tools are installed. */
  readonly probe: string
  /** Debian packages with those tools. */
  readonly packages: string
  /** Installs the pinned SDK, then runs the program. */
  readonly command: string
}

const toolchains: Readonly<Record<string, Toolchain>> = {
  'Node.js': { probe: 'true', packages: 'nodejs', command: `"${process.execPath}" login.js` },
  Python: {
    probe: 'python3 -c "import ensurepip, venv"',
    packages: 'python3-venv',
    command: 'python3 -m venv venv && venv/bin/pip install -q -r requirements.txt && venv/bin/python login.py',
  },
  Java: {
    probe: 'javac -version && mvn --version',
    packages: 'openjdk-17-jdk-headless maven',
    command:
      'mvn -q -B -Dstyle.color=never dependency:build-classpath -Dmdep.outputFile=classpath && java -cp "$(cat classpath)" Login.java',
  },
}

/** Runs the program of an SDK in a copy of its project, with an emulator of its own. */
async function logIn({ program }: TriedSdk, { command }: Toolchain, PATH: string) {
  const emulator = await createEmulator()
  onTestFinished(() => emulator.close())
  await emulator.listen({ port: 0 })
  const { publicKey } = await emulator.info()
  const folder = useFolder()
  await cp(dirname(sdkProjects + program), folder, { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { code, output } = await runShell(command, { PATH, ...emulator.env, TELNYX_PUBLIC_KEY: publicKey }, folder)
  expect({ code, output }).toEqual({ code: 0, output })
  const { entries } = await emulator.journal.list({ kind: 'request', limit: 1000 })
  const { webhooks } = await emulator.webhooks.list()
  return {
    // Installers print lines of their own.
    answers: JSON.parse(/\{".*\}$/m.exec(output)?.[0] ?? '{}'),
    userAgents: [...new Set(entries.map(({ request }) => request?.headers['user-agent']))],
    accepted: webhooks.filter(({ state }) => state === 'delivered').length,
  }
}

for (const sdk of readSdks().tried) {
  const toolchain = toolchains[sdk.language] as Toolchain
  const { probe, packages } = toolchain
  const path = await findPath({ probe })
  const note = path === null ? ` (skipped: "${probe}" fails here; on Debian, apt-get install ${packages})` : ''
  describe.skipIf(path === null)(`${sdk.package} ${sdk.version} for ${sdk.language}${note}`, () => {
    test('logs in and verifies webhooks', { timeout: 240_000 }, async () => {
      const { answers, userAgents, accepted } = await logIn(sdk, toolchain, path ?? '')
      expect(answers).toEqual({
        checks: ['rejected', 'accepted'],
        statuses: ['pending', 'accepted', 'expired'],
        error: { status: 400, code: '10016' },
        ...(sdk.verifier !== null && { webhook: { event: 'verify.sent', forged: 'refused' } }),
      })
      expect(userAgents).toEqual([sdk.userAgent])
      if (sdk.verifier !== null) expect(accepted).toBeGreaterThan(0)
    })
  })
}
