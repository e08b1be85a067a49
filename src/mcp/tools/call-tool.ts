import type { CallToolResult } from '@modelcontextprotocol/server'
import { readJson } from '../../client/call.js'
import { VerifyEmulatorError } from '../../wire/error-base.js'
import type { McpContext } from '../context.js'
import { boundContent, boundText, materialNotice } from '../material.js'
import { readArguments, toControlCall } from './arguments.js'
import type { ListedTool } from './list.js'
import type { AskOperation, ToolAnswer, ToolRequest } from './tool.js'

/**
 * Calls a tool. What the control API refuses, and what the agent did wrong, is a result with `isError` that says what to do,
 * because only a result is sure to reach the agent.
 *
 * @throws what is a bug
 */
export async function callTool(
  listed: ListedTool,
  given: unknown,
  { call, origin, sandbox }: McpContext,
  signal: AbortSignal,
): Promise<CallToolResult> {
  try {
    const { sandbox: named = sandbox, ...values } = readArguments(given, listed)
    const request: ToolRequest = {
      arguments: { ...listed.tool.defaults, ...values },
      call: (method, path, options) => call(method, path, { signal, ...options }),
      origin,
      signal,
      sandbox: named as string | undefined,
    }
    return toResult(await run(listed, request))
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
