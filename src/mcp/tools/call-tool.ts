import type { CallToolResult } from '@modelcontextprotocol/server'
import { type Call, readJson } from '../../client/call.js'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import type { McpContext } from '../context.js'
import { boundContent, boundText, materialNotice } from '../material.js'
import { readArguments, toControlCall } from './arguments.js'
import type { ListedTool } from './list.js'
import type { AskOperation, ToolAnswer, ToolRequest } from './tool.js'

/** The call of a tool, as the protocol passes it on. */
export interface ToolCall {
  readonly given: unknown
  readonly signal: AbortSignal
  readonly report: (done: number) => Promise<void>
}

/**
 * Calls a tool. What the control API refuses, and what the agent did wrong, is a result with `isError` that says what to do,
 * because only a result is sure to reach the agent.
 *
 * @throws what is a bug
 */
export async function callTool(
  listed: ListedTool,
  { given, signal, report }: ToolCall,
  context: McpContext,
): Promise<CallToolResult> {
  try {
    const { sandbox: named = context.sandbox, ...values } = readArguments(given, listed)
    const { connect, state, origin } = context
    const call: Call = (method, path, options) => context.call(method, path, { signal, ...options })
    const sandbox = named as string | undefined
    const args = { ...listed.tool.defaults, ...values }
    return toResult(await run(listed, { arguments: args, call, connect, state, origin, signal, sandbox, report }))
  } catch (error) {
    if (!(error instanceof VerifyEmulatorError) || signal.aborted) throw error
    return toErrorResult(error.message)
  }
}

async function run({ tool, shape }: ListedTool, request: ToolRequest): Promise<ToolAnswer> {
  const ask: AskOperation = async (values) => {
    if (shape === undefined) throw new Error(`${tool.name} has no operation.`)
    const { method, path, query, body } = toControlCall(shape, values)
    return readJson(await request.call(method, path, { query: { sandbox: request.sandbox, ...query }, body }))
  }
  if (tool.run !== undefined) return tool.run(request, ask)
  const content = (await ask(request.arguments)) as Readonly<Record<string, unknown>>
  return { summary: tool.summarize?.(content as never, request) ?? 'Done.', content }
}

function toResult({ summary, content }: ToolAnswer): CallToolResult {
  const bounded = boundContent(content)
  if (bounded === undefined)
    return toErrorResult('The result is too long. Ask for fewer or narrower entries, for example with `limit: 1`.')
  const { omitted } = bounded
  const structuredContent = {
    notice: materialNotice,
    ...(omitted !== undefined && { omitted: `${omitted}; narrow the arguments to see them` }),
    ...bounded.content,
  }
  return {
    content: [
      { type: 'text', text: summary },
      { type: 'text', text: JSON.stringify(structuredContent) },
    ],
    structuredContent,
  }
}

/** An error for the agent. It may quote what others wrote. */
function toErrorResult(message: string): CallToolResult {
  return { content: [{ type: 'text', text: boundText(message) }], isError: true }
}
