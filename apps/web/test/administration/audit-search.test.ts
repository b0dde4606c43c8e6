import { expect, test } from 'vitest'
import { readAuditSearch } from '../../src/pages/administration/audit/audit-search.ts'

test('filters are read from an address, and anything else is left out', () => {
  expect(
    readAuditSearch({ subjectType: 'user', actorId: 'a', from: '2026-11-01', to: '2026-11-28' }),
  ).toEqual({
    subjectType: 'user',
    actorId: 'a',
    from: '2026-11-01',
    to: '2026-11-28',
  })
  expect(readAuditSearch({ subjectType: 'planet', actorId: 7, from: 'yesterday', to: '' })).toEqual({})
  // Neither begins at an instant: the page would fail.
  expect(readAuditSearch({ from: '2026-99-99', to: '0000-01-01' })).toEqual({})
})
