import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import type { OpenAPIV3_1 } from 'openapi-types'
import { uuidSource } from '../src/wire/uuid.js'
import { type Document, operationsOf, resolve } from './documents.js'
import { readLoginFlow } from './login-flow.js'

const declaration = (lookup: string, key: string) => `import type { Validate } from '../wire/validation.js'

export declare const ${lookup}: { readonly [${key}: string]: Validate | undefined }
`

/**
 * Generates standalone validators, so that nothing is compiled at start. Requests are validated without formats (an ID
 * that is not a UUID counts as unknown, V3 and P14) and with all errors; answers and files with formats, up to the first
 * error.
 */
export function validatorSources(verify: Document, control: Document): Record<string, string> {
  const openapi = { 'verify.yaml': verify, 'control.yaml': control }
  const documents = { ...openapi, 'login-flow.json': readLoginFlow() }
  const sends: Record<string, string> = {}
  const otherRequests: Record<string, string> = {}
  const controlRequests: Record<string, string> = {}
  const answers: Record<string, string> = {}
  for (const [file, document] of Object.entries(openapi)) {
    for (const { id, pointer, operation } of operationsOf(document)) {
      const requests = document === control ? controlRequests : isSend(id) ? sends : otherRequests
      if (operation.requestBody) requests[id] = `${file}${pointer}/requestBody/content/application~1json/schema`
      for (const [status, response] of Object.entries(operation.responses ?? {})) {
        const { content } = resolve<OpenAPIV3_1.ResponseObject>(document, response)
        const reference = '$ref' in response ? response.$ref : `${pointer}/responses/${status}`
        for (const type of ['application/json', 'application/problem+json']) {
          if (content?.[type])
            answers[`${id} ${status}`] = `${file}${reference}/content/${type.replace('/', '~1')}/schema`
        }
      }
    }
  }
  const emitted = (lookup: string, references: Record<string, string>, forRequests: boolean) =>
    emit(documents, lookup, references, forRequests)
  return {
    'send-requests.js': emitted('sendValidators', sends, true),
    'send-requests.d.ts': declaration('sendValidators', 'operationId'),
    'requests.js': emitted('requestValidators', otherRequests, true),
    'requests.d.ts': declaration('requestValidators', 'operationId'),
    'control-requests.js': emitted('controlRequestValidators', controlRequests, true),
    'control-requests.d.ts': declaration('controlRequestValidators', 'operationId'),
    'answers.js': emitted('answerValidators', answers, false),
    'answers.d.ts': declaration('answerValidators', 'operationIdAndStatus'),
    'files.js': emitted('fileValidators', files, false),
    'files.d.ts': declaration('fileValidators', 'name'),
    'flow.js': emitted('flowValidators', { LoginFlow: 'login-flow.json#' }, true),
    'flow.d.ts': declaration('flowValidators', 'name'),
  }
}

/** Operations that send a code. Their validators are a file of their own, because a start loads no others. */
const isSend = (id: string) => /^Create\w*Verification/.test(id)

/** Files that are checked by a validator of their own. */
const files = {
  SandboxFile: 'control.yaml#/components/schemas/SandboxFile',
  RunFile: 'control.yaml#/components/schemas/RunFile',
}

function emit(
  documents: Record<string, object>,
  lookup: string,
  references: Record<string, string>,
  forRequests: boolean,
) {
  // The draft-07 build: our schemas use nothing newer, and the code of the newer build is half as large again.
  const ajv = new Ajv({
    strict: false,
    strictNumbers: true, // JSON can write 1e400, and JavaScript reads it as Infinity
    validateSchema: false, // an OpenAPI document is not a JSON Schema, only its parts are
    unicode: false, // counts UTF-16 units and needs no run-time part of ajv
    inlineRefs: false, // one function per schema: smaller code loads faster
    messages: false, // wire/validation words them
    logger: false, // otherwise every run warns that `unicode` is deprecated
    allErrors: forRequests,
    validateFormats: !forRequests,
    formats: { uuid: new RegExp(`^${uuidSource}$`) },
    code: { source: true, esm: true, lines: true },
  })
  for (const [file, document] of Object.entries(documents)) ajv.addSchema(withoutProse(document), file)
  const nameOf = new Map<string, string>()
  for (const $ref of Object.values(references)) {
    if (nameOf.has($ref)) continue
    const name = `validator${nameOf.size}`
    ajv.addSchema({ $id: name, $ref })
    nameOf.set($ref, name)
  }
  const exported = Object.fromEntries([...nameOf.values()].map((name) => [name, name]))
  const code = standalone.default(ajv, exported).replace('"use strict";', '')
  if (code.includes('require(')) throw new Error(`${lookup}: a validator requires a runtime part of ajv.`)
  const table = Object.entries(references).map(([key, $ref]) => `  ${JSON.stringify(key)}: ${nameOf.get($ref)},`)
  return `${slim(code).replaceAll(/export const (\w+) = /g, 'const $1 = ')}\nexport const ${lookup} = {\n${table.join('\n')}\n}\n`
}

/** Removes code for features that we do not use, a third of the size. */
function slim(code: string): string {
  const lean = code
    .replaceAll(/schemaPath:"[^"]*",/g, '')
    .replaceAll(/,parentData:[^{}]*?,parentDataProperty:[^{}]*?,rootData(?=\})/g, '')
    .replaceAll(',parentData,parentDataProperty,rootData', '')
    .replaceAll(', parentData, parentDataProperty, rootData=data', '')
  if (/parentData|rootData|schemaPath:/.test(lean))
    throw new Error('The code that ajv emits is not what slim() expects.')
  return lean
}

/** Returns a document without prose, which would end up in the validators. */
function withoutProse<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutProse) as T
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([key, member]) => !(prose.has(key) && typeof member !== 'object'))
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutProse(member)])) as T
}

const prose = new Set(['description', 'summary', 'title', 'example', 'default', 'deprecated'])
