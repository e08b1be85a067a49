import type { Command } from 'commander'
import { expectedAddress, explainRefusal, type Refusal } from '../../client/explain-refusal.js'
import { fromWire } from '../../client/wire-case.js'
import { toVisible } from '../../wire/visible-text.js'
import { addCommand } from '../command.js'
import {
  type Connection,
  type ConnectionFlags,
  connectionOptions,
  createCallTo,
  readConnection,
} from '../flags/connection.js'
import { jsonOption, operationOption, phoneOption } from '../flags/options.js'
import { type CommandResult, printResult } from '../terminal/print.js'

interface ExplainFlags extends ConnectionFlags {
  readonly json?: boolean
  readonly phone?: string
  readonly operation?: string
}

const remedies = { fault: 'Remove it with `tve fault clear`', scenario: 'Remove it with `tve scenario clear`' }

/** `explain`: says why the newest refused request was refused, and what to do. */
export function addExplainCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'explain',
    about: 'explain the last refusal: rule, evidence, what to do',
    note: 'A refusal is an error status, a broken connection, or a check that is not accepted, which is answered 200.',
    examples: ['explain', 'explain --phone +13035551234', 'explain --sandbox checkout-7 --json'],
    options: [
      phoneOption('only requests about this number'),
      operationOption('only requests of this operation'),
      jsonOption(),
      ...connectionOptions(),
    ],
  })
  command.action(async (flags: ExplainFlags) => {
    const connection = await readConnection(flags, { env: process.env, folder: process.cwd() })
    const { phone: phone_number, operation } = flags
    const query = { sandbox: connection.sandbox, phone_number, operation }
    const { seen, refusal } = await explainRefusal(createCallTo(connection), { query, remedies })
    printResult(refusal === undefined ? describeNone(seen, connection, flags) : describeRefusal(refusal), flags)
  })
}

function describeNone(seen: number, { origin, sandbox }: Connection, { phone, operation }: ExplainFlags) {
  const isFiltered = phone !== undefined || operation !== undefined
  const nothing = isFiltered
    ? `No such request has arrived in sandbox "${sandbox}". Run \`tve journal\` to see which have.`
    : `No request has arrived in sandbox "${sandbox}". ${expectedAddress(origin, sandbox)} Run \`tve doctor\` to find out why.`
  const text =
    seen === 0
      ? nothing
      : seen === 1
        ? 'The only request was not refused.'
        : `None of the last ${seen} requests was refused.`
  return { text, json: { found: false, toDo: seen === 0 ? [nothing] : [] } }
}

function describeRefusal({ entry, answer, why, toDo, rule }: Refusal): CommandResult {
  const { at, method, path, operation } = entry
  const lines = [
    toVisible(`${method} ${path} was answered ${answer}.`),
    `  at     ${at}${operation === null ? '' : `, ${operation}`}`,
    `  why    ${why}`,
    ...toDo.map((advice, index) => `  ${index === 0 ? 'to do' : '     '}  ${toVisible(advice)}`),
  ]
  return {
    text: lines.join('\n'),
    json: { found: true, why, toDo, ...(rule && { rule }), entry: fromWire('JournalEntry', entry) },
  }
}
