/** A value with its labels. A label whose value is null is left out. */
export interface Sample {
  /** What follows the name of the metric: `_sum`. @default '' */
  readonly suffix?: string
  readonly labels?: Readonly<Record<string, string | null>>
  readonly value: number
}

/** A metric with its samples. Without samples it is not written. */
export interface Metric {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram'
  readonly help: string
  readonly samples: readonly Sample[]
}

/** The content type of the format. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Formats metrics in the text format of Prometheus, version 0.0.4.
 *
 * @example
 * ```ts
 * formatMetrics([{ name: 'tve_sandboxes', type: 'gauge', help: 'Live sandboxes', samples: [{ value: 1 }] }])
 * // '# HELP tve_sandboxes Live sandboxes\n# TYPE tve_sandboxes gauge\ntve_sandboxes 1\n'
 * ```
 */
export function formatMetrics(metrics: readonly Metric[]): string {
  const lines: string[] = []
  for (const { name, type, help, samples } of metrics) {
    if (samples.length === 0) continue
    lines.push(`# HELP ${name} ${escapeHelp(help)}`, `# TYPE ${name} ${type}`)
    for (const { suffix = '', labels = {}, value } of samples)
      lines.push(`${name}${suffix}${formatLabels(labels)} ${formatValue(value)}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

function formatLabels(labels: Readonly<Record<string, string | null>>): string {
  const pairs = Object.entries(labels).flatMap(([name, value]) =>
    value === null ? [] : [`${name}="${escapeLabel(value)}"`],
  )
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const escapeHelp = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
const escapeLabel = (text: string) => escapeHelp(text).replaceAll('"', '\\"')

function formatValue(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}
