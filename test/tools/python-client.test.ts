import { expect, test } from 'vitest'
import { type Document, operationsOf, readDocument } from '../../tools/documents.js'
import { pythonClientFiles } from '../../tools/python-client.js'

const folder = 'clients/python/src/pytest_telnyx_verify/'

/** The generated models and operations of a document. */
function generate(document: Document) {
  const files = pythonClientFiles(document, '1.2.3')
  return { models: files[`${folder}_models.py`] ?? '', operations: files[`${folder}_operations.py`] ?? '', files }
}

test('the Python client has a method for each operation that answers with JSON', () => {
  const control = readDocument('control')
  const methods = [...generate(control).operations.matchAll(/^ {4}def ([a-z]\w+)/gm)].map(([, name]) => name)
  const named = (isJson: boolean) =>
    operationsOf(control)
      .filter(({ operation }) => JSON.stringify(operation.responses?.['200']).includes('"application/json"') === isJson)
      .map(({ id }) => id.replaceAll(/(?<!^)([A-Z])/g, '_$1').toLowerCase())
  expect([...methods].sort()).toEqual(named(true).sort())
  expect(named(false)).toContain('stream_events')
})

/** A document with one operation, which sends and returns a schema. */
const documentOf = (properties: object, required: readonly string[], query: object[] = []) =>
  ({
    paths: {
      '/things/{id}': {
        put: {
          operationId: 'ReplaceThing',
          tags: ['Sandbox'],
          summary: 'Replace a thing',
          parameters: [
            { name: 'id', in: 'path', required: true, schema: { type: 'string', example: 'thing_1' } },
            { name: 'sandbox', in: 'query', schema: { type: 'string' } },
            ...query,
          ],
          requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Request' } } } },
          responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
        },
      },
    },
    components: {
      schemas: {
        Problem: {
          type: 'object',
          description: 'A problem',
          properties: { detail: { type: 'string', description: 'x' } },
        },
        Request: {
          type: 'object',
          description: 'A request',
          required: ['thing'],
          properties: {
            thing: { $ref: '#/components/schemas/Thing' },
            force: { type: 'boolean', description: 'Force it' },
          },
        },
        Thing: { type: 'object', description: 'A thing', required, properties },
      },
    },
  }) as unknown as Document

test.each([
  ['a required field', { a: { type: 'integer', description: 'A' } }, ['a'], '    a: int\n    """A."""', 'a=data["a"]'],
  ['an optional field', { a: { type: 'string', description: 'A' } }, [], 'a: str | None = None', 'a=data.get("a")'],
  ['a duration', { a: { type: ['string', 'number'], example: '5m', description: 'A' } }, ['a'], 'a: Duration', ''],
  ['a choice', { a: { type: 'string', enum: ['x', 'y'], description: 'A' } }, ['a'], 'a: Literal["x", "y"]', ''],
  [
    'a list',
    { a: { type: 'array', items: { $ref: '#/components/schemas/Thing' }, description: 'A' } },
    ['a'],
    'a: list[Thing]',
    'a=each(Thing.from_json)(data["a"])',
  ],
  [
    'a nullable object',
    { a: { oneOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'null' }], description: 'A' } },
    ['a'],
    'a: Problem | None',
    'a=maybe(Problem.from_json, data["a"])',
  ],
  [
    'an object inside it',
    { a: { type: 'object', description: 'A', properties: { b: { type: 'string', description: 'B' } } } },
    ['a'],
    'class ThingA:',
    'a=ThingA.from_json(data["a"])',
  ],
  ['a reserved word', { from: { type: 'string', description: 'A' } }, ['from'], 'from_: str', 'from_=data["from"]'],
] as const)('%s becomes a field of a dataclass', (_, properties, required, declared, read) => {
  const { models } = generate(documentOf(properties, required))
  expect(models).toContain(declared)
  expect(models).toContain(read)
})

test('a field that may be null or absent in a request has a value for each', () => {
  const { models } = generate(documentOf({ a: { type: ['string', 'null'], description: 'A' } }, []))
  expect(models).toContain('a: str | None | Unset = UNSET')
})

test('the members of a body and the parameters become arguments, and the sandbox is that of the client', () => {
  const query = [{ name: 'timeout', in: 'query', schema: { type: 'string', default: '10s' }, description: 'Wait' }]
  const { operations, files } = generate(documentOf({ a: { type: 'string', description: 'A' } }, ['a'], query))
  expect(operations).toContain(`    def replace_thing(
        self,
        id: str,
        thing: Thing,
        *,
        force: bool | None = None,
        timeout: Duration | None = None,
    ) -> Thing:
        """Replace a thing.

        \`PUT /things/{id}\`

        Args:
            id: ID, like \`thing_1\`.
            thing: A thing.
            force: Force it.
            timeout: Wait.
        """
        return self._call(
            Thing.from_json,
            "PUT",
            f"/things/{path_part(id, 'id')}",
            query={"sandbox": self._sandbox, "timeout": timeout},
            body=encode(
                {
                    "thing": thing,
                },
                {
                    "force": force,
                },
            ),
        )
`)
  expect(files[`${folder}_version.py`]).toBe('__version__ = "1.2.3"\n')
})
