import { indent, type Language, operationOf } from './language.js'

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
const quote = (text: string) => JSON.stringify(text)

/** A call of the command, through a helper: `def tve(*args): return subprocess.check_output(["tve", *args], text=True).strip()`. */
const tve = (...args: readonly string[]) => `tve(${args.join(', ')})`

/** pytest, with the command `tve` to control the emulator. */
export const python: Language = {
  test: (title, body) => [
    'def tve(*args):',
    '    return subprocess.check_output(["tve", *args], text=True).strip()',
    '',
    `def test_${title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .replaceAll(/^_+|_+$/g, '')}(login):`,
    ...indent(body, 4),
  ],
  note: (text) => `# ${text}`,
  phone: (name, number) => `${snake(name)} = ${quote(number)}`,
  send: (phone) => `login.send_code(${snake(phone)})`,
  refusedSend: (phone) => `with pytest.raises(Exception): login.send_code(${snake(phone)})`,
  read: (name, phone) => `${snake(name)} = ${tve('"wait"', snake(phone))}`,
  wrongCode: (right) => `wrong_code = "11111" if ${snake(right)} == "00000" else "00000"`,
  check: (name, isAccepted) => `assert ${isAccepted ? '' : 'not '}login.check_code(${snake(name)})`,
  repeat: (times, line) => [`for _ in range(${times}): ${line}`],
  advance: (duration) => tve('"clock"', '"advance"', quote(duration)),
  force: (outcome) => tve('"scenario"', '"add"', quote(outcome)),
  fault: (kind, operation) =>
    tve(
      ...['"fault"', '"add"', quote(kind)],
      ...(kind === 'status' ? ['"--status"', '"503"', '"--retry-after"', '"0s"'] : []),
      ...['"--operation"', quote(operationOf[operation])],
    ),
  webhookFault: (kind) => tve('"webhook"', '"fault"', '"add"', quote(kind)),
  messages: (count, phone) => `assert len(json.loads(tve("inbox", "--phone", ${snake(phone)}, "--json"))) == ${count}`,
}
