import { createRequire } from 'node:module'
import type Form from '@rjsf/core'
import type { RJSFSchema } from '@rjsf/utils'
import rjsfValidator from '@rjsf/validator-ajv8'
import { field, fields } from '@tributary/integration-kit'
import fc from 'fast-check'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { formData, formOf, listFields, readEntered, visibleFields } from '../../src/index.ts'
import { everyKind } from './every-kind.ts'

// What Node resolves with `import` has no extension in its own imports.
const RjsfForm: typeof Form = createRequire(import.meta.url)('@rjsf/core').default

const render = (data: Readonly<Record<string, unknown>>, { schema, uiSchema } = formOf(everyKind)) =>
  renderToStaticMarkup(
    createElement(RjsfForm, {
      schema,
      uiSchema,
      formData: data,
      validator: rjsfValidator,
    }),
  )

const idsIn = (html: string) =>
  [...html.matchAll(/<(?:input|select|textarea)[^>]* id="root_([A-Za-z]+)/g)].map(([, id]) => id)

describe('the form of a configuration', () => {
  test('is rendered by @rjsf/core with every field that is visible, in order, each with its own input', () => {
    const html = render({ mode: 'live', events: ['alert'], quiet: true, recipients: ['ada@example.org'] })
    expect(html).not.toContain('Unsupported field')
    const shown = idsIn(html)
    expect(shown.slice(0, 2)).toEqual(['mode', 'accountId'])
    expect(new Set(shown)).toEqual(new Set(Object.keys(everyKind.properties)))
    const inputs: Record<string, RegExp> = {
      mode: /<select id="root_mode"/,
      token: /<input[^>]*id="root_token"[^>]*type="password"/,
      alertPhone: /<input[^>]*id="root_alertPhone"[^>]*type="tel"/,
      retries: /<input[^>]*id="root_retries"[^>]*type="number"/,
      quiet: /<input[^>]*type="checkbox"[^>]*id="root_quiet"/,
      home: /<input[^>]*id="root_home"[^>]*type="url"/,
      contact: /<input[^>]*id="root_contact"[^>]*type="email"/,
      template: /<textarea[^>]*id="root_template"/,
      extra: /<textarea[^>]*id="root_extra"/,
      events: /type="checkbox"[^>]*id="root_events-0"|id="root_events-0"[^>]*type="checkbox"/,
    }
    for (const input of Object.values(inputs)) expect(html).toMatch(input)
    expect(html).toContain('Test accounts deliver to five numbers only.')
  })

  test('leaves hidden fields out, those that depend on a hidden one as well', () => {
    const shown = idsIn(render({ mode: 'sandbox', events: ['alert'] }))
    for (const hidden of ['token', 'events', 'alertPhone', 'zone']) expect(shown).not.toContain(hidden)
  })

  test('names its groups and their fields', () => {
    expect(formOf(everyKind).uiSchema['ui:options']).toEqual({
      groups: [
        { title: 'Account', fields: ['mode', 'accountId', 'token'] },
        { title: 'Delivery', fields: ['retries'] },
      ],
    })
  })

  test('does not require what the environment provides, and says so', () => {
    const { schema, uiSchema } = formOf(everyKind, {
      provided: new Map([['accountId', 'Set by ACCOUNT_ID']]),
    })
    expect(schema.required).toEqual([])
    expect(formOf(everyKind).schema.required).toEqual(['accountId'])
    expect(uiSchema.accountId).toMatchObject({ 'ui:placeholder': 'Set by ACCOUNT_ID' })
  })

  test('contains plain JSON Schema and its version, nothing of the server', () => {
    const text = JSON.stringify(formOf(fields({ name: field.text({ label: 'Name', env: 'NAME' }) })))
    expect(JSON.parse(text)).toEqual({
      schema: {
        type: 'object',
        'x-version': 1,
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 4096, pattern: '^[^\\r\\n]*$', title: 'Name' },
        },
        required: ['name'],
      },
      uiSchema: { 'ui:order': ['name', '*'], name: {} },
    })
  })

  test('accepts exactly what the server accepts', () => {
    const form = formOf(everyKind).schema as RJSFSchema
    fc.assert(
      fc.property(anyValues, (values) => {
        const accepted = rjsfValidator.isValid(form, formData(everyKind, values), form)
        expect(accepted).toBe(isAccepted(values))
      }),
      { numRuns: 500 },
    )
  })
})

/** Valid and invalid values of the fields that depend on each other, and of the kinds that a form changes. */
const anyValues = fc
  .record(
    {
      mode: fc.constantFrom('sandbox', 'live', 'other'),
      accountId: fc.constantFrom('12345', '12', 'abcd'),
      events: fc.subarray(['sync', 'alert', 'none']),
      alertPhone: fc.constantFrom('+41441234567', 'nonsense'),
      retries: fc.integer({ min: -2, max: 12 }),
      quiet: fc.boolean(),
      home: fc.constantFrom('https://example.org/', 'http://example.org/'),
      recipients: fc.array(fc.constantFrom('ada@example.org', 'ada'), { maxLength: 4 }),
    },
    { requiredKeys: ['mode', 'quiet'] },
  )
  .map((values): Readonly<Record<string, unknown>> => ({ token: 'a-long-token', ...values }))

function isAccepted(values: Readonly<Record<string, unknown>>): boolean {
  return visibleFields(listFields(everyKind), values).every((each) => {
    const value = values[each.key]
    if (value === undefined) return !each.field.required || 'default' in each
    return readEntered(each, value).messages.length === 0
  })
}
