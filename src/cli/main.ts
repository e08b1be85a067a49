/**
 * The file that Node starts. It loads nothing itself: Node's compile cache only covers what is loaded after it was enabled.
 */
import { enableCompileCache } from './compile-cache.js'

enableCompileCache()
void import('./run.js').then(({ run }) => run(process.argv))
