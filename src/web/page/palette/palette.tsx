/** The palette: every command by its name. */
import { useSignal } from '@preact/signals'
import { Dialog } from '../parts/dialog.tsx'
import { dialog } from '../state/app.js'
import { type Command, listCommands } from './commands.js'
import { findMatches } from './match.js'

const close = () => {
  dialog.value = null
}

export function Palette() {
  const typed = useSignal('')
  const index = useSignal(0)
  const found = findMatches(listCommands(), typed.value)
  const chosen = Math.min(index.value, found.length - 1)
  const run = (command: Command | undefined) => {
    if (command === undefined) return
    close()
    command.run()
  }
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      index.value = (chosen + step + found.length) % Math.max(found.length, 1)
      document.getElementById(`command-${index.value}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      run(found[chosen])
    }
  }
  return (
    <Dialog title="Commands" class="palette" testId="palette" onClose={close}>
      <input
        class="search"
        role="combobox"
        aria-expanded="true"
        aria-controls="commands"
        aria-activedescendant={`command-${chosen}`}
        aria-label="Search commands"
        placeholder="Type a command"
        autofocus
        value={typed.value}
        onKeyDown={move}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value
          index.value = 0
        }}
      />
      <ul id="commands" role="listbox" aria-label="Commands" class="commands">
        {found.map((command, place) => (
          <CommandOption
            key={command.name}
            command={command}
            place={place}
            isChosen={place === chosen}
            onRun={() => run(command)}
            onPoint={() => {
              index.value = place
            }}
          />
        ))}
      </ul>
      {found.length === 0 && <p class="note">No command has this name.</p>}
    </Dialog>
  )
}

interface CommandOptionProps {
  readonly command: Command
  readonly place: number
  readonly isChosen: boolean
  readonly onRun: () => void
  readonly onPoint: () => void
}

const CommandOption = ({ command, place, isChosen, onRun, onPoint }: CommandOptionProps) => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
  <li id={`command-${place}`} role="option" aria-selected={isChosen} onClick={onRun} onMouseMove={onPoint}>
    <span class="command-group">{command.group}</span>
    <span class="grow">{command.name}</span>
    {command.operation && <code>{command.operation}</code>}
    {command.key && <kbd>{command.key}</kbd>}
  </li>
)
