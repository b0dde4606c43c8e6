import type { Schema } from '@cfworker/json-schema'
import { describe, expect, test } from 'vitest'
import { findFaults } from '../../../src/components/generated-form/find-faults.ts'

const schema: Schema = {
  type: 'object',
  properties: {
    token: { type: 'string', minLength: 8 },
    retries: { type: 'integer', minimum: 0, maximum: 9 },
    recipients: { type: 'array', items: { type: 'string', format: 'email' }, maxItems: 2 },
    mode: { type: 'string', enum: ['sandbox', 'live'] },
    events: { type: 'array', items: { type: 'string', enum: ['sync', 'alert'] } },
    place: { $ref: '#/$defs/place' },
  },
  required: ['token'],
  allOf: [
    {
      if: { properties: { events: { contains: { enum: ['alert'] } } }, required: ['events'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { properties: { phone: { type: 'string', pattern: '^\\+' } }, required: ['phone'] },
    },
  ],
  $defs: { place: { type: 'object', properties: { zone: { type: 'string', maxLength: 3 } } } },
}

describe('the faults of a form', () => {
  test('do not exist where everything fits', () => {
    expect(findFaults(schema, { token: 'long-enough', retries: 3, recipients: ['a@example.org'] })).toEqual(
      [],
    )
  })

  test('name each field with what it breaks, at any depth', () => {
    expect(
      findFaults(schema, {
        token: 'short',
        retries: 12,
        recipients: ['a@example.org', 'nobody'],
        mode: 'test',
        place: { zone: 'Europe' },
      }),
    ).toEqual([
      { path: ['token'], keyword: 'minLength', limit: 8 },
      { path: ['retries'], keyword: 'maximum', limit: 9 },
      { path: ['recipients', '1'], keyword: 'format', limit: 'email' },
      { path: ['mode'], keyword: 'enum', limit: ['sandbox', 'live'] },
      { path: ['place', 'zone'], keyword: 'maxLength', limit: 3 },
    ])
  })

  test('name what is missing, also where only a condition requires it', () => {
    expect(findFaults(schema, { events: ['alert'] })).toEqual([
      { path: ['phone'], keyword: 'required', limit: true },
      { path: ['token'], keyword: 'required', limit: true },
    ])
    expect(findFaults(schema, { token: 'long-enough', events: ['sync'] })).toEqual([])
  })

  test('name a value that fits none of several alternatives once', () => {
    const either: Schema = { anyOf: [{ type: 'string', minLength: 3 }, { type: 'integer' }] }
    expect(findFaults({ properties: { a: either } }, { a: true })).toMatchObject([
      { path: ['a'], keyword: 'anyOf' },
    ])
  })

  test('take what is undefined as absent', () => {
    expect(findFaults(schema, { token: 'long-enough', events: undefined, retries: undefined })).toEqual([])
    expect(findFaults(schema, { token: undefined })).toMatchObject([{ path: ['token'], keyword: 'required' }])
    expect(findFaults({ properties: { a: {} } }, undefined)).toEqual([])
  })

  test('find keys with slashes and percent signs', () => {
    expect(findFaults({ properties: { 'a/b%': { type: 'string' } } }, { 'a/b%': 1 })).toEqual([
      { path: ['a/b%'], keyword: 'type', limit: 'string' },
    ])
  })
})
