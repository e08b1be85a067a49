/** The story of one verification, as steps from its request to its end. */
import type { Entry } from '../api/types.js'
import type { Verification } from './records.js'

export type StepKind =
  | 'asked'
  | 'decided'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'call'
  | 'check'
  | 'read'
  | 'webhook'
  | 'over'
export type Tone = 'neutral' | 'good' | 'bad' | 'waiting'

/** One step; a click shows the entries that it is made of. */
export interface StoryStep {
  readonly kind: StepKind
  readonly at: string
  readonly title: string
  readonly note: string
  readonly tone: Tone
  readonly entry: Entry
  /** Id of the rule, scenario or fault that decided. */
  readonly decidedBy: string | null
}

const decidedBy = (entry: Entry): string | null => {
  const { rule, scenario, fault } = entry.decided ?? {}
  return scenario ?? fault ?? rule ?? null
}

/** The steps of a verification, oldest first. The request comes before the events that it caused. */
export function toSteps({ entries }: Verification): StoryStep[] {
  const steps: StoryStep[] = []
  const created = entries.findIndex(({ operation }) => operation?.startsWith('Create'))
  const ordered =
    created > 0 ? [entries[created] as Entry, ...entries.slice(0, created), ...entries.slice(created + 1)] : entries
  for (const entry of ordered) {
    const step = entry.kind === 'request' ? toRequestStep(entry) : toEventStep(entry)
    if (step !== null) steps.push(step)
    if (step?.kind === 'asked') steps.push(toDecision(entry))
  }
  return steps
}

/** The decision on the request for a code. */
function toDecision(entry: Entry): StoryStep {
  const by = decidedBy(entry)
  const { decided, status } = entry
  const title = decided?.scenario
    ? 'Forced by a scenario'
    : decided?.fault
      ? 'Hit by a fault'
      : by
        ? `Rule ${by} decided`
        : 'Request accepted'
  const note = decided?.errorCode
    ? `error ${decided.errorCode}`
    : (decided?.scenario ?? decided?.fault ?? `answered ${status}`)
  return {
    kind: 'decided',
    at: entry.at,
    title,
    note,
    tone: (status ?? 0) >= 400 ? 'bad' : 'neutral',
    entry,
    decidedBy: by,
  }
}

function toRequestStep(entry: Entry): StoryStep {
  const { at, operation, status = 0, decided } = entry
  const base = { at, entry, decidedBy: decidedBy(entry) }
  if (operation?.startsWith('Create'))
    return {
      ...base,
      kind: 'asked',
      title: 'Code requested',
      note: `${operation} → ${status || 'no answer'}`,
      tone: 'neutral',
    }
  if (operation?.startsWith('Verify')) {
    const outcome = decided?.outcome
    const note = outcome ? '' : `→ ${status || 'no answer'}`
    return {
      ...base,
      kind: 'check',
      title: `Check: ${outcome?.replaceAll('_', ' ') ?? decided?.errorCode ?? 'not decided'}`,
      note,
      tone: outcome === 'accepted' ? 'good' : 'bad',
    }
  }
  return { ...base, kind: 'read', title: 'Read', note: `${operation ?? entry.path} → ${status}`, tone: 'neutral' }
}

function toEventStep(entry: Entry): StoryStep | null {
  const { at, kind, event = '', text } = entry
  const base = { at, entry, decidedBy: null }
  const after = event.split('.')[1] ?? ''
  const words = after.replaceAll('_', ' ')
  if (kind === 'delivery') {
    if (after === 'queued') return null
    if (after === 'sent') return { ...base, kind: 'sent', title: 'Sent', note: entry.channel ?? '', tone: 'neutral' }
    if (after === 'delivered')
      return { ...base, kind: 'delivered', title: 'Delivered', note: 'to the handset', tone: 'good' }
    return { ...base, kind: 'failed', title: `Delivery: ${words}`, note: '', tone: 'bad' }
  }
  if (kind === 'call')
    return { ...base, kind, title: `Call ${words}`, note: '', tone: after === 'answered' ? 'good' : 'bad' }
  if (kind === 'webhook')
    return {
      ...base,
      kind: 'webhook',
      title: `Webhook ${words}`,
      note: text.replace(/^\S+ \S+ \(\w+\): /, ''),
      tone: after === 'delivered' ? 'good' : 'bad',
    }
  if (kind === 'verification')
    return { ...base, kind: 'over', title: `Over: ${words}`, note: '', tone: after === 'accepted' ? 'good' : 'bad' }
  return null // the message is the delivery
}

/** Milliseconds between two instants, for a person: `+0.2 s`, `+4:12`. */
export function toElapsed(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from)
  if (ms < 1000) return `+${Math.max(ms, 0)} ms`
  if (ms < 60_000) return `+${(ms / 1000).toFixed(1)} s`
  return `+${toDuration(ms)}`
}

/** Milliseconds as a countdown: `4:12`, `1:04:12`, `2 d 3 h`. */
export function toDuration(ms: number): string {
  const seconds = Math.max(Math.ceil(ms / 1000), 0)
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  const pad = (value: number) => String(value).padStart(2, '0')
  if (days > 0) return `${days} d ${hours} h`
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds % 60)}` : `${minutes}:${pad(seconds % 60)}`
}
