export interface CensorOptions {
  /** The phone that was sent to, if any was. */
  readonly number?: string | undefined
  /** What the names of a run begin with. */
  readonly prefix: string
  /** Never written, wherever they stand: the key. */
  readonly secrets: readonly string[]
  /** What was asked: numbers and codes in it are the scenarios' own, and no secret. */
  readonly texts: readonly string[]
}

/** What stands for the phone and the prefix in a recording. */
const standIns = { number: '+13035550142', prefix: 'tve-contract-recorded' }

/** Takes out of what is written down what is nobody's business: the key, the phone, other phones, and their codes. */
export class Censor {
  readonly variables = standIns
  readonly #own: ReadonlySet<string>

  constructor(private readonly options: CensorOptions) {
    this.#own = new Set(options.texts.flatMap((text) => text.match(/\+?\d{4,15}/g) ?? []))
  }

  text(text: string): string {
    const { number, prefix, secrets } = this.options
    const replacements = [
      ...secrets.map((secret) => [secret, '[redacted]'] as const),
      [prefix, standIns.prefix] as const,
      ...(number === undefined ? [] : [[number.replace('+', ''), standIns.number.slice(1)] as const]),
    ]
    return replacements
      .filter(([secret]) => secret !== '')
      .reduce((rest, [secret, standIn]) => rest.replaceAll(secret, standIn), text)
      .replace(/\+\d{7,15}/g, (found) => (this.#own.has(found) || found === standIns.number ? found : '+13035550143'))
      .replace(/("custom_code":\s*")(\d+)"/g, (whole, before, code) =>
        this.#own.has(code) ? whole : `${before}${'0'.repeat(code.length)}"`,
      )
  }
}
