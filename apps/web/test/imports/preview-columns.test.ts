import type { ImportsPreviewRow } from '@tributary/client'
import { expect, test } from 'vitest'
import { previewColumns } from '../../src/pages/imports/new-import/preview-columns.ts'

const row = (record: ImportsPreviewRow['record']): ImportsPreviewRow => ({ stream: 'views', record })

test('the date follows what a record is, however many members it has', () => {
  const episode = {
    externalId: 'x',
    title: 'A',
    type: 'episode',
    seriesTitle: 'S',
    seasonTitle: 'T',
    seasonNumber: 1,
    episodeTitle: 'E',
    occurredOn: '2026-01-05',
  }
  expect(previewColumns([row(episode)])).toEqual([
    'title',
    'occurredOn',
    'type',
    'seriesTitle',
    'seasonTitle',
    'seasonNumber',
  ])
})

test('an instant is shown in place of the date that it is on', () => {
  const columns = previewColumns([
    row({ title: 'A', occurredOn: '2026-01-05', occurredAt: '2026-01-05T10:00:00Z' }),
  ])
  expect(columns).toEqual(['title', 'occurredAt'])
})

test('creators are shown, and the address is last', () => {
  const video = { type: 'video', url: 'https://example.org', title: 'A', creators: ['B'], tags: [], raw: {} }
  expect(previewColumns([row(video)])).toEqual(['type', 'title', 'creators', 'url'])
})
