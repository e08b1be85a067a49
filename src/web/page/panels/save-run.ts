import { readSnapshot } from '../api/read.js'
import { connection, notify, sandbox } from '../state/app.js'

/** Downloads snapshot and journal in one file. */
export async function saveRun(): Promise<void> {
  try {
    const url = URL.createObjectURL(new Blob([await readSnapshot(connection.value)], { type: 'application/json' }))
    const anchor = document.createElement('a')
    anchor.href = url
    anchor.download = `run-${sandbox.value}-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.json`
    anchor.click()
    setTimeout(() => URL.revokeObjectURL(url), 1000)
    notify('Run saved. Restore it with: telnyx-verify-emulator snapshot restore <file>')
  } catch (error) {
    notify((error as Error).message, 'bad')
  }
}
