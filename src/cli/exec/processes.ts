import { readdirSync, readFileSync } from 'node:fs'

/** The running processes that a command has started. */
export interface Processes {
  /** Sends a signal to all of them, ignoring those that have ended meanwhile. */
  signal(name: NodeJS.Signals): void
  readonly isEmpty: boolean
}

/**
 * Finds the processes of a group. Where /proc exists (Linux), it also finds those that left the group but carry the
 * mark, `NAME=value`, in the environment they were started with.
 */
export function findProcesses(groupId: number, mark: string): Processes {
  return process.platform === 'linux' ? new MarkedProcesses(groupId, mark) : new GroupProcesses(groupId)
}

class GroupProcesses implements Processes {
  constructor(private readonly groupId: number) {}

  signal(name: NodeJS.Signals): void {
    send(-this.groupId, name)
  }

  get isEmpty(): boolean {
    return !send(-this.groupId, 0)
  }
}

class MarkedProcesses implements Processes {
  constructor(
    private readonly groupId: number,
    private readonly mark: string,
  ) {}

  signal(name: NodeJS.Signals): void {
    for (const id of this.#find()) send(id, name)
  }

  get isEmpty(): boolean {
    return this.#find().length === 0
  }

  #find(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((id) => this.#isOurs(id))
      .map(Number)
  }

  #isOurs(id: string): boolean {
    try {
      // The second field, the name, is in parentheses and may contain any character.
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8')
      const [state, , groupId] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === 'Z' || state === 'X') return false // ended, but not yet reaped
      return (
        Number(groupId) === this.groupId || readFileSync(`/proc/${id}/environ`, 'utf8').split('\0').includes(this.mark)
      )
    } catch {
      return false // ended, or owned by another user
    }
  }
}

/** @returns whether any process received it */
function send(id: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(id, signal)
  } catch {
    return false
  }
}
