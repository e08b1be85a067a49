import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../tools/documents.js'
import { useFolder } from './folder.js'

const run = promisify(execFile)

export interface PackedPackage {
  /** Creates a user's project with the packed package and other packages as installed here. Removed after the test. */
  useProject(packages: readonly string[], files?: string): string
  /** Installs the packed package into a project. */
  copyTo(project: string): void
  remove(): void
}

/** Packs the built package, and unpacks it like an installation. */
export async function packPackage(): Promise<PackedPackage> {
  const folder = mkdtempSync(join(tmpdir(), 'tve-package-'))
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: root,
  })
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }]
  await run('tar', ['-xzf', join(folder, filename), '-C', folder])
  // Copied, not linked, so that its imports are resolved in the project.
  const copyTo = (project: string) =>
    cpSync(join(folder, 'package'), join(project, 'node_modules', 'telnyx-verify-emulator'), { recursive: true })
  return {
    copyTo,
    useProject: (packages, files) => {
      const project = useFolder()
      if (files !== undefined)
        cpSync(files, project, { recursive: true, filter: (path) => !/node_modules|test-results/.test(path) })
      copyTo(project)
      for (const name of packages) {
        const place = join(project, 'node_modules', name)
        mkdirSync(dirname(place), { recursive: true })
        symlinkSync(join(root, 'node_modules', name), place)
      }
      return project
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
