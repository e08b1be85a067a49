import { readFlow } from '../../audit/flow/read-flow.js'
import { auditLogin } from '../../audit/login/audit-login.js'
import { isLoopback } from '../../audit/login/bounds.js'
import { type Level, levels } from '../../audit/login/check.js'
import { receiverPublicKey } from '../../audit/receiver/audit-receiver.js'
import { toReport } from '../../audit/receiver/report.js'
import { runAudit } from '../../audit/receiver/run-audit.js'
import { readJson } from '../../client/call.js'
import { defaultSandbox } from '../../client/defaults.js'
import { ControlError } from '../../client/errors.js'
import { type Finding, findingsOf, levelOf, type Report } from '../../report/report.js'
import { InputError } from '../../wire/input-error.js'
import type { ToolRequest } from '../tools/tool.js'
import { createLoginContext } from './login-context.js'

/** What an audit has found, for an agent. */
export interface AuditForAgent {
  readonly content: { readonly ok: boolean } & Readonly<Record<string, unknown>>
  readonly failures: number
}

/**
 * Audits a webhook receiver or a login on this machine.
 *
 * @throws {InputError} for another machine, and while another audit runs
 * @throws {CannotRunError | FileError} if the application cannot be audited
 */
export async function auditForAgent(request: ToolRequest): Promise<AuditForAgent> {
  const { state, arguments: args } = request
  if (state.isAuditing) throw new InputError('Another audit is running. Call audit again when it is over.')
  state.isAuditing = true
  try {
    await requireToken(request)
    return await (args.flow === undefined ? auditReceiver(request) : auditFlow(request))
  } finally {
    state.isAuditing = false
  }
}

/** An audit sends requests from the machine of the emulator, which the key of one sandbox does not allow. */
async function requireToken({ call }: ToolRequest): Promise<void> {
  try {
    await call('GET', '/_emulator/sandboxes')
  } catch (error) {
    if (!(error instanceof ControlError && error.status === 403)) throw error
    throw new InputError(
      'An audit sends requests from the machine of the emulator, so that it needs the control token, not the key of a sandbox.',
    )
  }
}

async function auditReceiver(request: ToolRequest): Promise<AuditForAgent> {
  const url = readUrl('receiver_url', request.arguments.receiver_url)
  const { call, sandbox } = request
  const facts = (await readJson(await call('GET', '/_emulator', { query: { sandbox } }))) as Record<string, string>
  const key = [{}, { seed: facts.seed }].find((one) => receiverPublicKey(one) === facts.public_key)
  const report = await runAudit(url, key ?? {})
  return toContent(toReport(report), {
    public_key: report.publicKey,
    ...(key === undefined && {
      advice: `The emulator signs with a key of its own, which an agent cannot use. Give the receiver TELNYX_PUBLIC_KEY=${report.publicKey} for this audit.`,
    }),
  })
}

async function auditFlow(request: ToolRequest): Promise<AuditForAgent> {
  const { level = 'l1', only, flow: content } = request.arguments
  if (!levels.includes(level as Level)) throw new InputError(`level must be one of ${levels.join(', ')}.`)
  if (only !== undefined && !(Array.isArray(only) && only.every((name) => typeof name === 'string')))
    throw new InputError('only must be a list of names of checks.')
  const flow = readFlow(content, 'flow')
  const base = readUrl('base', flow.base)
  const emulator = await request.connect(request.sandbox ?? defaultSandbox)
  let done = 0
  const report = await auditLogin(await createLoginContext(flow, base, emulator, request.signal), {
    level: level as Level,
    only: only as readonly string[] | undefined,
    skip: flow.skip ?? {},
    baseline: {},
    file: 'flow',
    onFinding: () => void request.report(++done).catch(() => {}),
  })
  return toContent(report, {})
}

/** @throws {InputError} for what is not an address of this machine */
function readUrl(name: string, value: unknown): URL {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw new InputError(`${name} must be an HTTP URL like http://127.0.0.1:3000, not ${JSON.stringify(value)}.`)
  if (isLoopback(url)) return url
  throw new InputError(
    `${url.host} is not this machine, and agents audit nothing else. A person can, with \`tve audit\` and --allow-host.`,
  )
}

function toContent(report: Report, beside: Readonly<Record<string, string>>): AuditForAgent {
  const findings = findingsOf(report)
  const counts: Record<string, number> = {}
  for (const { kind } of findings) counts[kind] = (counts[kind] ?? 0) + 1
  const failures = findings.filter((finding) => ['failure', 'error'].includes(levelOf(finding)))
  const advice = beside.advice ?? report.advice
  return {
    failures: failures.length,
    content: {
      ok: failures.length === 0,
      ...(advice !== undefined && { advice }),
      ...(beside.public_key !== undefined && { public_key: beside.public_key }),
      counts,
      findings: findings.filter((finding) => levelOf(finding) !== 'pass').map(toFinding),
    },
  }
}

function toFinding({ kind, rule, place, sentence, severity, risk, advice, sent }: Finding) {
  return {
    kind,
    check: rule ?? place,
    sentence,
    ...(severity !== undefined && { severity }),
    ...(risk !== undefined && { risk }),
    ...(advice !== undefined && { advice }),
    ...(sent !== undefined && { sent }),
  }
}
