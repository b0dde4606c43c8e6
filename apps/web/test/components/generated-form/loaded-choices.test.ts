import { expect, test } from 'vitest'
import { canLoad, loadedFields, withChoices } from '../../../src/components/generated-form/loaded-choices.ts'

const choices = { loaded: true, method: 'POST', url: '/api/choices/channel', body: { kind: 'notification' } }
const form = {
  schema: {
    type: 'object' as const,
    properties: { token: { type: 'string' as const }, channel: { type: 'string' as const } },
    required: ['token', 'channel'],
    allOf: [
      {
        if: { properties: { token: { enum: ['a'] } } },
        // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
        then: { properties: { mirrors: { type: 'array' as const, items: { type: 'string' as const } } } },
      },
    ],
  },
  uiSchema: { channel: { 'ui:options': { choices } }, token: { 'ui:widget': 'password' } },
}
const offered = [
  { value: 'c1', label: '#general', isOffered: true },
  { value: 'c2', label: 'c2', isOffered: false },
]

test('a service is asked once everything that it needs is entered', () => {
  expect(loadedFields(form.uiSchema)).toEqual([
    { key: 'channel', url: '/api/choices/channel', body: { kind: 'notification' } },
  ])
  expect(canLoad(form, {})).toBe(false)
  expect(canLoad(form, { token: '' })).toBe(false)
  expect(canLoad(form, { token: 'a' })).toBe(true)
})

test('loaded choices take the place of texts, and a chosen one that is gone is marked', () => {
  const { schema, uiSchema } = withChoices(form, { channel: offered }, (label) => `${label} (gone)`)
  expect(schema.properties?.['channel']).toEqual({ type: 'string', enum: ['c1', 'c2'] })
  expect(uiSchema['channel']?.['ui:enumNames']).toEqual(['#general', 'c2 (gone)'])
})

test('a list behind a condition gets boxes to tick', () => {
  const { schema, uiSchema } = withChoices(form, { mirrors: offered }, (label) => label)
  expect(schema.allOf?.[0]).toMatchObject({
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { properties: { mirrors: { items: { enum: ['c1', 'c2'] } } } },
  })
  expect(uiSchema['mirrors']).toMatchObject({ 'ui:widget': 'checkboxes' })
})

test('a service that offers nothing leaves a text', () => {
  const { schema, uiSchema } = withChoices(form, { channel: [] }, (label) => label)
  expect(schema.properties?.['channel']).toEqual({ type: 'string' })
  expect(uiSchema['channel']).toEqual(form.uiSchema.channel)
})

test('a list whose service has not been asked yet waits for its boxes, and is a list of texts if the service offers none', () => {
  const waits = { ...form, uiSchema: { ...form.uiSchema, mirrors: { 'ui:options': { choices } } } }
  expect(withChoices(waits, {}, (label) => label).uiSchema).toMatchObject({
    mirrors: { 'ui:widget': 'checkboxes' },
    channel: form.uiSchema.channel,
  })
  expect(withChoices(waits, { mirrors: [] }, (label) => label).uiSchema).toEqual(waits.uiSchema)
})
