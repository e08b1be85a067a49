import { isMeant, type SandboxFilter } from '../core/coverage-counts.js'
import { durationBounds, type RequestDurations } from '../core/request-durations.js'
import type { Sandbox } from '../core/sandbox.js'
import type { Totals } from '../core/totals.js'
import type { ControlContext } from './control-context.js'
import { expositionType, formatMetrics, type Metric, type Sample } from './exposition.js'
import type { ControlTable } from './operation.js'
import { readSandboxFilter } from './query.js'

export const metrics: ControlTable<'GetMetrics', 'server' | 'sandboxes' | 'reports' | 'monitoring'> = {
  GetMetrics: async (request) => {
    const { sandboxes, monitoring } = request
    const filter = readSandboxFilter(request.query)
    if (filter !== undefined) return { plain: formatMetrics(await measureSome(request, filter)), type: expositionType }
    monitoring.durations.start()
    const all: Metric[] = [
      buildInfo(request),
      ...countRequests(monitoring.totals, monitoring.durations),
      ...countWebhooks(monitoring.totals),
      ...measureSandboxes(sandboxes.list()),
      ...(await countPassthrough(request)),
      ...measureProcess(monitoring.readProcess()),
    ]
    return { plain: formatMetrics(all), type: expositionType }
  },
}

const counter = (name: string, help: string, samples: readonly Sample[]): Metric => {
  return { name, type: 'counter', help, samples }
}
const gauge = (name: string, help: string, value: number): Metric => {
  return { name, type: 'gauge', help, samples: [{ value }] }
}

/** The metrics of some sandboxes: what they hold, and what they have reached. The process has only one set of the others. */
async function measureSome(
  { sandboxes, reports }: Pick<ControlContext, 'sandboxes' | 'reports'>,
  filter: SandboxFilter,
): Promise<Metric[]> {
  const living = sandboxes.list().filter(({ name }) => isMeant(name, filter))
  const reached: Sample[] = []
  for (const [group, counts] of Object.entries(await reports.coverage(filter))) {
    if (typeof counts !== 'object') continue
    for (const [name, value] of Object.entries<number>(counts))
      if (value > 0) reached.push({ labels: { group, name }, value })
  }
  return [
    counter('tve_coverage_total', 'Operations, outcomes, errors and so on that the sandboxes have reached', reached),
    ...measureSandboxes(living),
  ]
}

function buildInfo({ server }: Pick<ControlContext, 'server'>): Metric {
  const { version, nodeVersion } = server
  const help = 'Always 1; the labels are the versions of the emulator and of Node.js'
  return {
    name: 'tve_build_info',
    type: 'gauge',
    help,
    samples: [{ labels: { version, node: nodeVersion }, value: 1 }],
  }
}

/** The label of requests that no operation answers. */
const none = 'none'

function countRequests(totals: Totals, durations: RequestDurations): Metric[] {
  const answers: Sample[] = []
  for (const [operation, byOutcome] of totals.answers)
    for (const [outcome, byStatus] of byOutcome)
      for (const [status, value] of byStatus)
        answers.push({
          labels: { operation: operation ?? none, status: String(status), outcome: outcome === '' ? null : outcome },
          value,
        })
  return [
    counter(
      'tve_requests_total',
      'Requests to the emulated API by operation, HTTP status and outcome of a check',
      answers,
    ),
    {
      name: 'tve_request_duration_seconds',
      type: 'histogram',
      help: 'Time to answer a request since the metrics were first read, without injected delays',
      samples: [...durations.entries()].flatMap(toHistogram),
    },
    counter('tve_messages_total', 'Messages sent to handsets by channel', byLabel('channel', totals.messages)),
  ]
}

function toHistogram([operation, { counts, sumSecs }]: ReturnType<RequestDurations['entries']> extends Iterable<
  infer Entry
>
  ? Entry
  : never): Sample[] {
  const labels = { operation: operation ?? none }
  let sum = 0
  const buckets = counts.map((count, index): Sample => {
    sum += count
    const le = index < durationBounds.length ? String(durationBounds[index]) : '+Inf'
    return { suffix: '_bucket', labels: { ...labels, le }, value: sum }
  })
  return [...buckets, { suffix: '_sum', labels, value: sumSecs }, { suffix: '_count', labels, value: sum }]
}

function countWebhooks(totals: Totals): Metric[] {
  return [
    counter(
      'tve_webhook_attempts_total',
      'Attempts to post a webhook by class of HTTP status; no_answer if there was none',
      byLabel('result', totals.attempts),
    ),
    counter(
      'tve_webhook_deliveries_total',
      'Webhook deliveries that ended by result',
      byLabel('result', totals.deliveries),
    ),
  ]
}

const byLabel = (label: string, counts: ReadonlyMap<string, number>): Sample[] =>
  Array.from(counts, ([name, value]) => ({ labels: { [label]: name }, value }))

/** What the sandboxes hold now. They are added up, because a label for each of thousands would overload a monitor. */
function measureSandboxes(sandboxes: readonly Sandbox[]): Metric[] {
  const sum = (measure: (sandbox: Sandbox) => number) => sandboxes.reduce((total, one) => total + measure(one), 0)
  return [
    gauge('tve_sandboxes', 'Live sandboxes', sandboxes.length),
    gauge(
      'tve_inbox_messages',
      'Messages in all inboxes',
      sum(({ world }) => world.state.messages.length),
    ),
    gauge(
      'tve_webhook_queue_length',
      'Webhook deliveries that are not finished, those waiting for their next attempt included',
      sum(({ world }) => world.state.webhooks.pending),
    ),
  ]
}

/** The exchanges with the upstream, with passthrough only. */
async function countPassthrough({ reports }: Pick<ControlContext, 'reports'>): Promise<Metric[]> {
  const report = await reports.contract()
  if (report === undefined) return []
  const { exchanges, compared, drifted, refused } = report
  const one = (name: string, help: string, value: number) => counter(`tve_passthrough_${name}_total`, help, [{ value }])
  return [
    one('exchanges', 'Requests relayed to the upstream', exchanges),
    one('compared', 'Exchanges compared with the emulator', compared),
    one('drifted', 'Exchanges that differ from the emulator', drifted),
    one('refused', 'Requests that the guardrails did not forward', refused),
  ]
}

function measureProcess(facts: ReturnType<ControlContext['monitoring']['readProcess']>): Metric[] {
  const { loopDelays, cpuSecs, residentBytes, heapUsedBytes, heapTotalBytes, startedAtSecs } = facts
  const delays = loopDelays.map(({ quantile, secs }) => ({ labels: { quantile: String(quantile) }, value: secs }))
  return [
    {
      name: 'tve_event_loop_delay_seconds',
      type: 'gauge',
      help: 'Delay of the event loop since the metrics were read before; quantile 1 is the longest',
      samples: delays,
    },
    counter('process_cpu_seconds_total', 'User and system CPU time of the process', [{ value: cpuSecs }]),
    gauge('process_resident_memory_bytes', 'Resident memory of the process', residentBytes),
    gauge('process_start_time_seconds', 'Start of the process since the Unix epoch', startedAtSecs),
    gauge('nodejs_heap_size_used_bytes', 'Used heap of V8', heapUsedBytes),
    gauge('nodejs_heap_size_total_bytes', 'Size of the heap of V8', heapTotalBytes),
  ]
}
