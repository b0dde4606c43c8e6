import { describe, expect, it } from 'vitest'
import { schemaCheck } from '../src/http/check-schema.ts'

const shared = { shared: { $id: 'shared', type: 'object', properties: { 'a/b': { type: 'integer' } } } }

const check = (schema: object, validates = true) => schemaCheck({ shared, validates })(schema)

describe('a schema is checked without compiling it', () => {
  it.each([
    [
      'a part by its place',
      { $defs: { own: { type: 'integer' } }, properties: { a: { $ref: '#/$defs/own' } } },
    ],
    ['the whole', { properties: { a: { $ref: '#' } } }],
    ['a part by its $id', { $defs: { one: { $id: 'named', type: 'integer' } }, $ref: 'named' }],
    ['a shared schema', { $ref: 'shared' }],
    ['a part of a shared schema, whose name is escaped', { $ref: 'shared#/properties/a~1b' }],
  ])('referring to %s', (_, schema) => {
    expect(() => check(schema)).not.toThrow()
  })

  it.each([
    ['#/$defs/gone', { $ref: '#/$defs/gone' }],
    ['gone', { properties: { a: { items: { $ref: 'gone' } } } }],
    ['shared#/properties/c', { $ref: 'shared#/properties/c' }],
  ])('not referring to nothing: %s', (reference, schema) => {
    expect(() => check(schema)).toThrow(`can't resolve reference ${reference}`)
    expect(() => check({ anyOf: [schema] }, false)).toThrow(`can't resolve reference ${reference}`)
  })

  it('spelling mistakes count only where data is validated', () => {
    for (const schema of [{ requried: ['a'] }, { type: 'string', format: 'uid' }]) {
      expect(() => check(schema)).toThrow('unknown')
      expect(() => check(schema, false)).not.toThrow()
    }
    expect(() => check({ type: 'string', format: 'uuid', description: 'x', examples: ['y'] })).not.toThrow()
  })

  it('properties, defaults and examples may have any names and values', () => {
    const schema = {
      properties: { format: { type: 'string', default: { format: 'uid' } } },
      examples: [{ $ref: 'gone' }],
    }
    expect(() => check(schema)).not.toThrow()
  })

  it('a bad schema is refused each time, and one that refers to itself is checked', () => {
    const checkAgain = schemaCheck({ shared, validates: true })
    const bad = { properties: { a: { $ref: '#' }, b: { $ref: 'gone' } } }
    for (let time = 0; time < 2; time++) expect(() => checkAgain(bad)).toThrow("can't resolve reference gone")
  })
})
