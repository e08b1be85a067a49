/** The file that Node starts. It is small, because compiled code is only kept of what is loaded after it. */
import { useCompileCache } from './compile-cache.js'

useCompileCache(import.meta.dirname)
void import('./run.js').then(({ run }) => run(process.argv))
