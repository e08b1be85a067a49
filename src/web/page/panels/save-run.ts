import { readRun } from '../api/read.js'
import { connection, notify, sandbox } from '../state/app.js'

/** Downloads what happened in the sandbox as one file. */
export async function saveRun(): Promise<void> {
  try {
    const url = URL.createObjectURL(new Blob([await readRun(connection.value)], { type: 'application/json' }))
    const anchor = document.createElement('a')
    anchor.href = url
    anchor.download = `run-${sandbox.value}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`
    anchor.click()
    setTimeout(() => URL.revokeObjectURL(url), 1000)
    notify('Run saved. Look at it with: tve replay <file>')
  } catch (error) {
    notify((error as Error).message, 'bad')
  }
}
