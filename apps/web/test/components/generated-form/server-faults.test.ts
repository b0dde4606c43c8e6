import { expect, test } from 'vitest'
import { splitFaults } from '../../../src/components/generated-form/server-faults.ts'

test('what the server says of fields is shown at them, the rest apart', () => {
  const faults = [
    { path: '/values/token', message: 'Too short. No.', messages: ['Too short.', 'No.'] },
    { path: '/values/recipients/1', message: 'No address.' },
    { path: '/values/a~1b', message: 'Wrong.' },
    { path: '/values/unknown', message: 'Unknown setting.' },
    { path: '/name', message: 'Taken.' },
    { path: '', message: 'Nothing fits.' },
  ]
  expect(splitFaults(faults, { below: '/values', fields: ['token', 'recipients', 'a/b'] })).toEqual({
    atFields: [
      { path: ['token'], message: 'Too short.' },
      { path: ['token'], message: 'No.' },
      { path: ['recipients', '1'], message: 'No address.' },
      { path: ['a/b'], message: 'Wrong.' },
    ],
    others: ['Unknown setting.', 'Taken.', 'Nothing fits.'],
  })
})

test('the fields of a form with a file are named without a slash', () => {
  expect(splitFaults([{ path: 'profile', message: 'Unknown.' }], { below: '', fields: ['profile'] })).toEqual(
    {
      atFields: [{ path: ['profile'], message: 'Unknown.' }],
      others: [],
    },
  )
})
