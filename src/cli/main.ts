/** The file that Node starts. It is small, because it is compiled at each start; what it loads is not. */
import { useCompiledCode } from './compiled-code.js'

useCompiledCode(import.meta.dirname)
void import('./run.js').then(({ run }) => run(process.argv))
