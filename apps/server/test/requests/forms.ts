/** As much of a JSON Schema as the document of this server uses. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly examples?: readonly unknown[]
}

/** A number as it is written, where JavaScript cannot hold it or would write it otherwise. */
export class Written {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

const ID = '123e4567-e89b-42d3-a456-426614174000'

/** Texts that are easily stored wrongly, cast wrongly or taken for something else. */
const TEXTS = [
  '',
  ' ',
  'a\0b',
  '\0',
  'half \ud83d',
  '\udc00',
  '💩',
  '__proto__',
  'constructor',
  '-0',
  '1e999',
  'null',
  '{}',
  '%',
  "' or 1=1 --",
  '‮',
  'x'.repeat(5_000),
]

const FORMS: Readonly<Record<string, readonly string[]>> = {
  uuid: [
    ID,
    ID.toUpperCase(),
    `urn:uuid:${ID}`,
    `URN:UUID:${ID}`,
    `{${ID}}`,
    ID.replaceAll('-', ''),
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
  ],
  date: [
    '2026-03-01',
    '0001-01-01',
    '9999-12-31',
    '2024-02-29',
    '2025-02-29',
    '0000-01-01',
    '10000-01-01',
    '-0001-01-01',
    '2026-3-1',
    'infinity',
    'today',
  ],
  'date-time': [
    '2026-03-01T12:00:00Z',
    '2026-03-01t12:00:00.123456789z',
    `2026-03-01T12:00:00.${'1'.repeat(100)}Z`,
    '2026-03-01T12:00:00+02:00',
    '2026-03-01T12:00:00+02',
    '2026-03-01T12:00:00+0200',
    '2026-03-01 12:00:00Z',
    '2026-03-01T24:00:00Z',
    '2016-12-31T23:59:60Z',
    '2016-12-31T23:59:60.999Z',
    '2016-12-31T15:59:60-08:00',
    '2016-12-31T12:00:60Z',
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00+23:59',
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999Z',
    '9999-12-31T23:59:59-23:59',
    'infinity',
    'now',
  ],
}

const NUMBERS = [
  '0',
  '1',
  '-1',
  '-0',
  '2147483648',
  '9007199254740993',
  '1e2',
  '1e308',
  '1e999',
  '1.5',
  `1${'0'.repeat(400)}`,
]

/** Every form of a value that a schema admits or that looks as if it did. The first ones fit. */
export function formsOf(schema: Schema): readonly unknown[] {
  if (schema.const !== undefined) return [schema.const, ...TEXTS]
  if (schema.enum !== undefined) return [...schema.enum, ...TEXTS]
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap(formsOf)
  return [
    ...(schema.examples ?? []),
    ...[schema.type ?? 'any'].flat().flatMap((type) => formsOfType(type, schema)),
  ]
}

function formsOfType(type: string, schema: Schema): readonly unknown[] {
  const { format = '', minimum = 0, maximum = 100 } = schema
  switch (type) {
    case 'string':
      return [...(FORMS[format] ?? ['word', '1', '999999999999999', '2026-03-01']), ...TEXTS]
    case 'integer':
    case 'number':
      return [
        minimum,
        maximum,
        minimum - 1,
        maximum + 1,
        ...NUMBERS.map((text) => new Written(text)),
        'one',
        null,
      ]
    case 'boolean':
      return [true, false, 'true', 1, '', null]
    case 'null':
      return [null]
    case 'array':
      return listsOf(formsOf(schema.items ?? {}))
    case 'object':
      return [{}, [], null, 'text']
    default:
      return [null, true, 'text', new Written('1e999'), [], {}, ...TEXTS]
  }
}

function listsOf(items: readonly unknown[]): readonly unknown[] {
  const [first] = items
  return [
    ...items.map((item) => [item]),
    [],
    [first, first],
    Array.from({ length: 300 }, () => first),
    first,
    null,
  ]
}
