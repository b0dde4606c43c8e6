import { expect, test } from 'vitest'
import { formChanges } from '../../../src/components/generated-form/form-changes.ts'

const MASK = '••••••••'

test('only what a person has changed is sent: untouched secrets and defaults are left out', () => {
  const before = { token: MASK, retries: 3, keys: [`${MASK}1`, `${MASK}2`], footer: 'Bye' }
  expect(formChanges(before, { ...before })).toEqual({})
  expect(formChanges(before, { ...before, retries: 4, contact: 'ada@example.org' })).toEqual({
    retries: 4,
    contact: 'ada@example.org',
  })
  expect(formChanges(before, { ...before, keys: [`${MASK}2`] })).toEqual({ keys: [`${MASK}2`] })
})

test('what was emptied is cleared', () => {
  expect(formChanges({ footer: 'Bye', retries: 3 }, { retries: 3 })).toEqual({ footer: null })
  expect(formChanges({ footer: 'Bye' }, { footer: undefined })).toEqual({ footer: null })
})
