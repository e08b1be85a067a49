/** A request as curl, Node and Python. */
import type { ApiRequest, Connection } from '../api/call.js'

export type Language = 'curl' | 'Node' | 'Python'

/** A word for a POSIX shell. */
export const toShellWord = (text: string) => `'${text.replaceAll("'", "'\\''")}'`

const keyOf = (request: ApiRequest, { sandbox, token }: Connection): string | null =>
  request.path.startsWith('/v2/') ? `sandbox_${sandbox}` : token === undefined ? null : '<control token>'

/** The request in each language. The token is never part of it. */
export function toSnippets(request: ApiRequest, connection: Connection): Readonly<Record<Language, string>> {
  return {
    curl: toCurl(request, connection),
    Node: toNode(request, connection),
    Python: toPython(request, connection),
  }
}

export function toCurl(request: ApiRequest, connection: Connection): string {
  const { method, path, body } = request
  const parts = [
    `curl ${method === 'GET' || (method === 'POST' && body !== undefined) ? '' : `-X ${method} `}${toShellWord(connection.origin + path)}`,
  ]
  const key = keyOf(request, connection)
  if (key !== null) parts.push(`-H ${toShellWord(`Authorization: Bearer ${key}`)}`)
  if (body !== undefined) parts.push(`-H 'Content-Type: application/json'`, `-d ${toShellWord(JSON.stringify(body))}`)
  return parts.join(' \\\n  ')
}

function toNode(request: ApiRequest, connection: Connection): string {
  const { origin, sandbox, token } = connection
  if (request.node !== undefined) {
    const options = [
      `url: '${origin}'`,
      ...(sandbox === 'default' ? [] : [`sandbox: '${sandbox}'`]),
      ...(token === undefined ? [] : ['token: process.env.TVE_CONTROL_TOKEN']),
    ]
    return `import { connect } from 'telnyx-verify-emulator'

const emulator = connect({ ${options.join(', ')} })
await emulator.${request.node}`
  }
  const { method, path, body } = request
  const key = keyOf(request, connection)
  const headers = [
    ...(key === null ? [] : [`authorization: 'Bearer ${key}'`]),
    ...(body === undefined ? [] : [`'content-type': 'application/json'`]),
  ]
  const lines = [
    `  method: '${method}',`,
    ...(headers.length > 0 ? [`  headers: { ${headers.join(', ')} },`] : []),
    ...(body === undefined ? [] : [`  body: JSON.stringify(${JSON.stringify(body)}),`]),
  ]
  return `const response = await fetch('${origin}${path}', {\n${lines.join('\n')}\n})\nconsole.log(await response.json())`
}

/** A value as a literal of Python. */
export function toPythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (Array.isArray(value)) return `[${value.map(toPythonLiteral).join(', ')}]`
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}: ${toPythonLiteral(member)}`)
      .join(', ')}}`
  return JSON.stringify(value)
}

function toPython(request: ApiRequest, connection: Connection): string {
  const { method, path, body } = request
  const key = keyOf(request, connection)
  const lines = [
    `    ${JSON.stringify(connection.origin + path)},`,
    ...(key === null ? [] : [`    headers={"Authorization": ${JSON.stringify(`Bearer ${key}`)}},`]),
    ...(body === undefined ? [] : [`    json=${toPythonLiteral(body)},`]),
  ]
  return `import requests

response = requests.${method.toLowerCase()}(
${lines.join('\n')}
)
print(response.json())`
}
