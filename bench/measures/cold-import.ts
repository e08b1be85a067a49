import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newSlicedSeries, takeTurns } from '../contenders.js'
import type { ColdImport } from '../programs/cold-import.js'
import { type Row, toRow } from '../rows.js'
import type { Scale } from '../scale.js'
import type { Workbench } from '../workbench.js'

const kinds = ['esm', 'cjs'] as const
const modules = ['empty', 'ours'] as const

/** The first import of the library in a process, beside an empty file, by the clock and of the processor. */
export async function measureColdImport(bench: Workbench, { importRounds, importSlices }: Scale): Promise<Row[]> {
  const rows: Row[] = []
  for (const kind of kinds) {
    const empty = join(bench.newFolder(), kind === 'esm' ? 'empty.mjs' : 'empty.cjs')
    writeFileSync(empty, '')
    const paths = { empty, ours: kind === 'esm' ? bench.library : bench.commonJsLibrary }
    const importOnce = (module: (typeof modules)[number]) =>
      bench.run<ColdImport>([bench.program('cold-import'), kind, paths[module]])
    const wall = newSlicedSeries(modules)
    const processor = newSlicedSeries(modules)
    // The first imports only warm the disk cache.
    for (const module of modules) await importOnce(module)
    for (let round = 0; round < importRounds; round++) {
      const results = await takeTurns(modules, importSlices, importOnce)
      for (const module of modules) {
        wall[module].push(results[module].map(({ wallMs }) => wallMs))
        processor[module].push(results[module].map(({ processorMs }) => processorMs))
      }
    }
    const name = kind === 'esm' ? 'import' : 'require'
    rows.push(
      toRow(name, `cold ${name} of the library`, 'ms', { ours: wall.ours }),
      toRow(`${name}-processor`, '  processor time', 'ms', { ours: processor.ours }),
      toRow(`${name}-empty`, '  an empty file', 'ms', { ours: wall.empty }),
      toRow(`${name}-empty-processor`, '    processor time', 'ms', { ours: processor.empty }),
    )
  }
  return rows
}
