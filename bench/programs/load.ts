/** The load process: runs jobs of its parent, one at a time, and returns their results. */
import { ConnectionPool } from '../load/connection-pool.js'
import type { Job, Release } from '../load/job.js'
import { runJob } from '../load/run-job.js'

const pool = new ConnectionPool()

process.on('message', (message: Job | Release) => {
  if ('release' in message) {
    pool.close(message.release)
    process.send?.({})
    return
  }
  runJob(pool, message).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ failure: error.message }),
  )
})
