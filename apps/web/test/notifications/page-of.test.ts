import { expect, test } from 'vitest'
import { pageOf } from '../../src/pages/notifications/page-of.ts'

test('a notification leads to a page with its filters', () => {
  expect(pageOf('/jobs?connectionId=1&status=partial')).toEqual({
    to: '/jobs',
    search: { connectionId: '1', status: 'partial' },
  })
  expect(pageOf('/connections/1')).toEqual({ to: '/connections/1', search: {} })
})

test('a notification leads neither to the API nor to another server', () => {
  for (const path of [
    null,
    '/api/jobs/1',
    '//elsewhere.example/x',
    'https://elsewhere.example',
    String.raw`/\elsewhere.example`,
  ])
    expect([path, pageOf(path)]).toEqual([path, undefined])
})
