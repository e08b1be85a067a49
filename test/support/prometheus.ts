/** A metric as a monitoring system reads it. */
export interface ParsedMetric {
  readonly type: string
  readonly help: string
  /** By name with suffix and labels, as written. */
  readonly samples: Map<string, number>
}

const samplePattern = /^([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*\})? (\S+)$/

/**
 * Parses the text format of Prometheus, version 0.0.4, as strictly as its own parser.
 *
 * @throws for a line that is not valid, a metric in two places, a sample without its metric or one that comes twice
 */
export function parseMetrics(text: string): Map<string, ParsedMetric> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const metrics = new Map<string, ParsedMetric>()
  let current: { name: string; metric: ParsedMetric } | undefined
  let help: { name: string; text: string } | undefined
  for (const line of text.slice(0, -1).split('\n')) {
    const [, helpName, helpText] = /^# HELP (\S+) (.+)$/.exec(line) ?? []
    if (helpName !== undefined) {
      help = { name: helpName, text: helpText as string }
      continue
    }
    const [, name, type] = /^# TYPE (\S+) (counter|gauge|histogram)$/.exec(line) ?? []
    if (name !== undefined) {
      if (help?.name !== name || metrics.has(name)) throw new Error(`misplaced: ${line}`)
      current = { name, metric: { type: type as string, help: help.text, samples: new Map() } }
      metrics.set(name, current.metric)
      continue
    }
    const [, sample, labels = '', value] = samplePattern.exec(line) ?? []
    if (sample === undefined || current === undefined) throw new Error(`not a sample: ${line}`)
    const suffix = sample.slice(current.name.length)
    const allowed = current.metric.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    if (!sample.startsWith(current.name) || !allowed.includes(suffix)) throw new Error(`misplaced: ${line}`)
    if (current.metric.samples.has(suffix + labels)) throw new Error(`twice: ${line}`)
    const number = Number(value === '+Inf' ? 'Infinity' : value)
    if (Number.isNaN(number)) throw new Error(`not a number: ${line}`)
    current.metric.samples.set(suffix + labels, number)
  }
  return metrics
}
