import { levels } from '../../audit/login/check.js'
import { countOf } from '../../wire/count-of.js'
import { InputError } from '../../wire/input-error.js'
import type { JsonSchema } from '../schema/json-schema.js'
import { type Tool, visits } from './tool.js'

const text = (description: string): JsonSchema => ({ type: 'string', description })

const finding: JsonSchema = {
  type: 'object',
  required: ['kind', 'check', 'sentence'],
  additionalProperties: false,
  properties: {
    kind: text('failed, proves-nothing, could-not-run, vendor-default or skipped'),
    check: text('Name of the check'),
    sentence: text('What was found'),
    severity: text('high, medium or low, for a failure of a login'),
    risk: text('What an attacker gains by it'),
    advice: text('How to fix it'),
    sent: text('What was sent and answered'),
  },
}

export const audit: Tool = {
  name: 'audit',
  title: 'Audit a login or a webhook receiver',
  description: [
    'Attacks the running application as a stranger would, and says what it got wrong. Pass exactly one of receiver_url and flow.',
    'With receiver_url it posts genuine and forged webhooks to the receiver and judges its answers; the receiver must know the public key that the result names.',
    'With flow, the content of a flow file as JSON (see the resource tve://guides/audit), it logs in through the application honestly and dishonestly: guesses, replays, races, retries, enumeration.',
    'The application must run on the machine of the emulator, and use it. An audit of a login sends many messages and resets nothing; take a snapshot first.',
    'Trap: it may take longer than the limit of your client. Begin with level l1 or with only, or run `tve audit login` in a shell.',
  ].join(' '),
  own: {
    receiver_url: text('URL of a webhook receiver on this machine, like http://127.0.0.1:3000/webhooks'),
    flow: {
      type: 'object',
      additionalProperties: true,
      description: 'How a visitor logs in: base, start and check, and inside if there is a page that needs a login',
      examples: [
        {
          base: 'http://127.0.0.1:3000',
          start: { path: '/login', json: { phone: '{{phone}}' } },
          check: { path: '/login/code', json: { phone: '{{phone}}', code: '{{code}}' } },
          inside: { path: '/me', expect: { status: 200 } },
        },
      ],
    },
    level: {
      type: 'string',
      enum: [...levels],
      default: 'l1',
      description: 'Levels of OWASP ASVS up to which to check a login',
    },
    only: { type: 'array', items: { type: 'string' }, description: 'Only these checks of a login, by name' },
  },
  output: () => ({
    type: 'object',
    required: ['ok', 'counts', 'findings'],
    additionalProperties: false,
    properties: {
      ok: { type: 'boolean', description: 'Whether nothing failed, and everything could be checked' },
      advice: text('What to do before anything else'),
      public_key: text('The TELNYX_PUBLIC_KEY that the receiver needs to pass'),
      counts: {
        type: 'object',
        additionalProperties: { type: 'integer' },
        description: 'Number of findings by kind',
      },
      findings: { type: 'array', items: finding, description: 'All findings but those that passed' },
    },
  }),
  hints: visits,
  run: async (request) => {
    const { receiver_url: receiver, flow } = request.arguments
    if ((receiver === undefined) === (flow === undefined))
      throw new InputError('Pass either receiver_url, to audit a webhook receiver, or flow, to audit a login.')
    const { auditForAgent } = await import('../audit/audit-for-agent.js')
    const { content, failures } = await auditForAgent(request)
    return { summary: content.ok ? 'Nothing failed.' : `${countOf(failures, 'finding')} to fix.`, content }
  },
}
