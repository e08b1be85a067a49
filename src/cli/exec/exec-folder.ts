import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { type ExecRecord, execCountsFile, execFile } from '../../config/attach-to-exec.js'
import { execVariable } from '../../config/run-variables.js'
import type { RunningEmulator } from '../../emulator/emulator.js'

type Count = Parameters<RunningEmulator['addCount']>

/** The folder by which `exec` and the emulators that its command starts meet. */
export interface ExecFolder {
  readonly env: Readonly<Record<typeof execVariable, string>>
  /** The coverage of these emulators, count by count. */
  readonly readCounts: () => Count[]
  readonly remove: () => void
}

/** Creates the folder of a run of `exec`. */
export function createExecFolder(record: ExecRecord): ExecFolder {
  const folder = mkdtempSync(`${tmpdir()}/tve-exec-`)
  writeFileSync(`${folder}/${execFile}`, JSON.stringify({ dialect: record.dialect } satisfies ExecRecord))
  return {
    env: { [execVariable]: folder },
    readCounts: () =>
      readText(`${folder}/${execCountsFile}`)
        .split('\n')
        .flatMap((line) => {
          const [, group, name = ''] = /^(\w+) (.*)$/.exec(line) ?? []
          return group === undefined ? [] : [[group as Count[0], name]]
        }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // no emulator besides that of exec
  }
}
