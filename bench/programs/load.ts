/** The load process: runs jobs of its parent, one at a time, and returns their results. */
import type { Job } from '../load/job.js'
import { runJob } from '../load/run-job.js'

process.on('message', (job: Job) => {
  runJob(job).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ failure: error.message }),
  )
})
