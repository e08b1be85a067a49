/** The number of items in a part. */
const inPart = 500

/**
 * Parts of the JSON of an object with a long list. Each is converted when it is asked for.
 *
 * @param rest the other members
 * @param name the name of the list, which is the last member
 */
export function* toParts(rest: object, name: string, items: Iterable<object>): Generator<string> {
  const start = JSON.stringify(rest).slice(0, -1)
  yield `${start}${start === '{' ? '' : ','}${JSON.stringify(name)}:[`
  let part: string[] = []
  let separator = ''
  for (const item of items) {
    part.push(JSON.stringify(item))
    if (part.length < inPart) continue
    yield separator + part.join(',')
    separator = ','
    part = []
  }
  yield `${part.length > 0 ? separator + part.join(',') : ''}]}`
}
