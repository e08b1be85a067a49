import type { Command } from 'commander'
import { addCommand } from '../command.js'
import { type ConnectionFlags, connectionOptions } from '../flags/connection.js'

/** `mcp`: serves MCP, the protocol of coding agents, over stdin and stdout. */
export function addMcpCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'mcp',
    about: 'serve MCP to a coding agent over stdin and stdout',
    note: 'Uses the emulator that is running; without one it starts one, which ends with the agent. A running emulator serves MCP at /_emulator/mcp, too.',
    examples: ['mcp', 'mcp --port 8374 --sandbox checkout-7'],
    options: connectionOptions(),
  })
  command.action(async (flags: ConnectionFlags) => {
    const { runMcp } = await import('./mcp-server.js')
    await runMcp(flags, { env: process.env, folder: process.cwd() })
  })
}
