import type { CommandNode, OptionNode } from './command-tree.js'

/** A shell that has a script. */
export type Shell = 'bash' | 'zsh' | 'fish'

/** The names of the program. */
const names = ['tve', 'telnyx-verify-emulator']

const quote = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`

/** A pattern of `case` for any of the texts. */
const pattern = (texts: readonly string[]) => texts.map(quote).join('|')

const spellings = ({ long, short }: OptionNode) => (short === undefined ? [long] : [long, short])

/** The paths of all commands but the program itself. */
const pathsOf = (commands: readonly CommandNode[]) => commands.map(({ path }) => path).filter((path) => path !== '')

/** The options that take a value, with the place where they are written: ` start:--dialect`. */
function valuedOptions(commands: readonly CommandNode[]) {
  return commands.flatMap(({ path, options }) =>
    options
      .filter(({ value }) => value !== 'none')
      .map((option) => ({ places: spellings(option).map((name) => `${path}:${name}`), value: option.value })),
  )
}

function bashScript(commands: readonly CommandNode[]): string {
  const values = valuedOptions(commands).map(({ places, value }) => {
    const action =
      value === 'file'
        ? 'return'
        : typeof value === 'string'
          ? 'compopt +o default 2>/dev/null; return'
          : `COMPREPLY=($(compgen -W ${quote(value.join(' '))} -- "$current")); return`
    return `    ${pattern(places)}) ${action} ;;`
  })
  const words = commands.map(({ path, commands: below, options, values: listed }) => {
    const all = [...below.map(({ name }) => name), ...listed, ...options.flatMap(spellings)]
    return `    ${quote(path)}) words=${quote(all.join(' '))} ;;`
  })
  return `# bash completion of tve. To use it, add this line to ~/.bashrc:
#   source <(tve completion bash)
_tve() {
  local current=\${COMP_WORDS[COMP_CWORD]} at='' words='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    [[ \${COMP_WORDS[i]} == -- ]] && return
    case "$at \${COMP_WORDS[i]}" in
      ${pattern(pathsOf(commands))}) at="$at \${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at:\${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _tve ${names.join(' ')}
`
}

function zshScript(commands: readonly CommandNode[]): string {
  const values = valuedOptions(commands).map(({ places, value }) => {
    const action =
      value === 'file'
        ? '_files'
        : typeof value === 'string'
          ? "_message 'value'"
          : `compadd -- ${value.map(quote).join(' ')}`
    return `    ${pattern(places)}) ${action}; return ;;`
  })
  const entries = commands.map(({ path, commands: below, options, values: listed }) => {
    const all = [
      ...below.map(({ name, about }) => `${name}:${about}`),
      ...listed,
      ...options.flatMap((option) => spellings(option).map((name) => `${name}:${option.about}`)),
    ]
    return `    ${quote(path)}) entries=(${all.map(quote).join(' ')}) ;;`
  })
  return `#compdef ${names.join(' ')}
# zsh completion of tve. To use it, add this line to ~/.zshrc, after compinit:
#   source <(tve completion zsh)
_tve() {
  local at='' i
  local -a entries
  for ((i = 2; i < CURRENT; i++)); do
    [[ \${words[i]} == -- ]] && { _files; return; }
    case "$at \${words[i]}" in
      ${pattern(pathsOf(commands))}) at="$at \${words[i]}" ;;
    esac
  done
  case "$at:\${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$at" in
${entries.join('\n')}
  esac
  _describe -o 'tve' entries || _files
}
if [[ \${funcstack[1]} == _tve ]]; then _tve "$@"; else compdef _tve ${names.join(' ')}; fi
`
}

function fishScript(commands: readonly CommandNode[]): string {
  const fishQuote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const lines = commands.flatMap(({ path, commands: below, options, values }) => {
    const head = `complete -c tve -n "__tve_at ${fishQuote(path)}"`
    return [
      ...below.map(({ name, about }) => `${head} -a ${name} -d ${fishQuote(about)}`),
      ...(values.length > 0 ? [`${head} -a ${fishQuote(values.join(' '))}`] : []),
      ...options.map(({ long, short, about, value }) => {
        const name = `-l ${long.slice(2)}${short === undefined ? '' : ` -s ${short.slice(1)}`}`
        const follows =
          value === 'none'
            ? ''
            : value === 'file'
              ? ' -r -F'
              : typeof value === 'string'
                ? ' -x'
                : ` -x -a ${fishQuote(value.join(' '))}`
        return `${head} ${name}${follows} -d ${fishQuote(about)}`
      }),
    ]
  })
  return `# fish completion of tve. To use it:
#   tve completion fish > ~/.config/fish/completions/tve.fish
function __tve_at
    set -l at ''
    set -l tokens (commandline -opc)
    set -e tokens[1]
    for token in $tokens
        switch "$at $token"
            case ${pathsOf(commands).map(fishQuote).join(' ')}
                set at "$at $token"
        end
    end
    test "$at" = "$argv[1]"
end
complete -c tve -f
${lines.join('\n')}
complete -c telnyx-verify-emulator -w tve
`
}

const writers: Readonly<Record<Shell, (commands: readonly CommandNode[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
}

/** Writes the script with which a shell completes the commands. */
export function writeCompletion(shell: Shell, commands: readonly CommandNode[]): string {
  return writers[shell](commands)
}
