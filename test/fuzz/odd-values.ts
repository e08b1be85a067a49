import fc, { type Arbitrary } from 'fast-check'

/** JSON texts that a careless or hostile client puts where something else is wanted. */
const oddities = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1', '4', '0.1', '5.0', '1e3', '1e400', '-1e400', '1e-400', '9007199254740993'],
  ...[
    '""',
    '" "',
    '"\\u0000"',
    '"1\\u00002"',
    '"\\ud800"',
    '"\\r\\nx: y"',
    '"５５５５"',
    '"٣٤٥٦"',
    '"é😀"',
    '"1"',
    '"300"',
    '"true"',
    '"null"',
  ],
  ...['"+1303555123"', '"+13035551234 "', '"0013035551234"', '"+99912345678"', '"+1234567890123456"', '"%2B13035551234"', '"not-a-uuid"'],
  ...['[]', '{}', '[[]]', '[null]', '["US",1]', '["UK"]', '{"0":"US"}', '{"length":1}', '{"toString":1}', '{"__proto__":{"status":"x"}}'],
  ...['{"constructor":{"prototype":{"code":"1"}}}', '{"sms":{"sms":{}}}'],
  `"${'x'.repeat(20_000)}"`,
  `{"${'k'.repeat(5_000)}":1}`,
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
]

export const oddJson: Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...oddities) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 3, stringUnit: 'binary' }) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => JSON.stringify(number)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)) },
)

/** Bodies that are no JSON, or none that anybody wants. */
export const oddBody: Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', '{', '}', '{"a"', "{'a':1}", '{"a":1,}', '{} {}', 'undefined', 'NaN', '\u0000', '\ufeff{}', 'a=1&b=2', '<x/>'),
  fc.string({ unit: 'binary' }),
  oddJson,
)

/** Names of fields that are not what they seem. */
export const oddKey: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'length',
    '',
    ' ',
    'a.b',
    'a/b',
    '~1',
    '\u0000',
    'é',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)

/** One segment of a path, as it goes over the wire. */
export const oddSegment: Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '.',
    '..',
    '%2e%2e',
    '%2F',
    '%2f..%2f',
    '%5C',
    '\\',
    '%00',
    '%',
    '%zz',
    '%E0%A4%A',
    '%c0%af',
    '%25',
    '%2B13035551234',
  ),
  fc.constantFrom('+13035551234', '%2013035551234', '+1 303', 'é', '😀', '*', ':id', '{id}', 'a;b=1', 'undefined', 'null', '__proto__'),
  fc.constantFrom('constructor', 'templates', 'SMS', 'x'.repeat(3_000)),
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => text.replaceAll(/[?#]/g, '')),
)

/** The value of a query parameter, as it goes over the wire. */
export const oddQueryValue: Arbitrary<string> = fc.oneof(
  fc.constantFrom('', '0', '1', '2', '-1', '250', '251', '1e3', '1.5', '+1', '%2B1', '١', 'NaN', 'Infinity', '9007199254740992'),
  fc.constantFrom(
    '99999999999999999999',
    'sms',
    'SMS',
    'Acme',
    '%00',
    '%zz',
    '%E0%A4%A',
    'a%5B%5D',
    '<cursor 0>',
    '0-0',
    '1-99',
    'x'.repeat(3_000),
  ),
  fc.string({ unit: 'binary', maxLength: 5 }).map((text) => text.replaceAll('&', '')),
)
