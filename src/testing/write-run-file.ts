import type { WriteFile } from './failed-test.js'

/** The functions of `node:fs` that are used here. In Jest they come from outside the test, which may have replaced them. */
export type FileSystem = Pick<typeof import('node:fs'), 'mkdirSync' | 'renameSync' | 'rmSync' | 'writeFileSync'>

/** Creates the function that writes run files: a draft first, so that a reader never sees a part of a file. */
export function createWriteFile(fs: FileSystem, pid: number): WriteFile {
  return (folder, name, text) => {
    fs.mkdirSync(folder, { recursive: true })
    const draft = `${folder}/.${name}.${pid}.tmp`
    try {
      fs.writeFileSync(draft, text)
      fs.renameSync(draft, `${folder}/${name}`)
    } catch (error) {
      fs.rmSync(draft, { force: true })
      throw error
    }
  }
}
