import buildSerializerCompiler from '@fastify/fast-json-stringify-compiler'
import { Type } from 'typebox'
import { describe, expect, it } from 'vitest'
import { withNullTypes } from '../src/http/null-types.ts'

type Serialize = (value: unknown) => string

function serializerOf(schema: object): Serialize {
  const compile = buildSerializerCompiler() as unknown as (
    external: object,
    options: object,
  ) => (route: { readonly schema: object }) => Serialize
  return compile({}, {})({ schema })
}

const orNull = (schema: Parameters<typeof Type.Union>[0][number]) => Type.Union([schema, Type.Null()])

const Thing = Type.Object({ name: Type.String(), size: Type.Optional(orNull(Type.Integer())) })

describe('a value or null', () => {
  it.each([
    ['text', Type.String(), ['', 'a "quoted" text', null]],
    ['an instant', Type.String({ format: 'date-time' }), ['2026-11-01T08:00:00.000Z', new Date(0), null]],
    ['a number', Type.Number(), [0, -1.5, 1e21, null]],
    ['a whole number', Type.Integer(), [0, 12, null]],
    ['a boolean', Type.Boolean(), [true, false, null]],
    ['one of several texts', Type.Enum(['a', 'b'], { type: 'string' }), ['a', null]],
    ['one text', Type.Literal('a'), ['a', null]],
    ['a list', Type.Array(Type.String()), [[], ['a', 'b'], null]],
    ['an object', Thing, [{ name: 'a' }, { name: 'b', size: 1 }, { name: 'c', size: null }, null]],
    ['a record', Type.Record(Type.String(), Type.Number()), [{}, { a: 1 }, null]],
    ['a list of values or null', Type.Array(orNull(Type.Number())), [[1, null], null]],
  ])('is written as with "anyOf": %s', (_name, schema, values) => {
    const object = Type.Object({ at: orNull(schema), last: Type.String() })
    const [before, after] = [serializerOf(object), serializerOf(withNullTypes(object))]
    for (const at of values) expect(after({ at, last: 'z' })).toBe(before({ at, last: 'z' }))
    expect(JSON.stringify(withNullTypes(object))).not.toContain('anyOf')
  })

  it('is refused where it is neither', () => {
    const serialize = serializerOf(withNullTypes(Type.Object({ at: orNull(Type.Integer()) })))
    expect(() => serialize({ at: 'text' })).toThrow('does not match schema definition')
  })

  it('keeps what describes it, and the schema itself as it was', () => {
    const schema = { anyOf: [{ type: 'string', format: 'uri' }, { type: 'null' }], description: 'Where.' }
    expect(withNullTypes(schema)).toEqual({ type: ['string', 'null'], format: 'uri', description: 'Where.' })
    expect(schema).toHaveProperty('anyOf')
  })

  it.each([
    ['a choice of two values', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    ['a choice of three', { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] }],
    ['values without a type', { anyOf: [{ enum: ['a'] }, { type: 'null' }] }],
    ['a reference', { anyOf: [{ $ref: 'Thing' }, { type: 'null' }] }],
    [
      'what a reference leads into',
      { properties: { a: orNull(Type.String()), b: { $ref: '#/properties/a/anyOf/0' } } },
    ],
  ])('leaves %s', (_name, schema) => {
    expect(withNullTypes(schema)).toEqual(schema)
  })
})
