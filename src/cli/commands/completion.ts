import { Argument, type Command } from 'commander'
import { addCommand } from '../command.js'
import { print } from '../terminal/print.js'

/** `completion`: prints a script with which a shell completes commands, options and their values. */
export function addCompletionCommand(program: Command): void {
  const command = addCommand(program, {
    usage: 'completion',
    about: 'print a script that completes commands in your shell',
    note: 'The first lines of the script say where it belongs.',
    args: [new Argument('<shell>', 'shell that reads the script').choices(['bash', 'zsh', 'fish'])],
    examples: ['source <(tve completion bash)', 'completion fish > ~/.config/fish/completions/tve.fish'],
  })
  command.action(async (shell: 'bash' | 'zsh' | 'fish') => {
    const { readCommands } = await import('../completion/command-tree.js')
    const { writeCompletion } = await import('../completion/scripts.js')
    print(writeCompletion(shell, readCommands(program, 'start')).trimEnd())
  })
}
