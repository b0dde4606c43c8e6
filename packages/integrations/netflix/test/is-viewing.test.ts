import { expect, test } from 'vitest'
import { isViewing } from '../src/is-viewing.ts'
import { collected, pagesOf, readFixture } from './import-file.ts'

const PREVIEWS = [
  'Trailer: Dark',
  'Clip: Dark',
  'Teaser: Dark',
  'Official Trailer: Dark',
  'Franchise Trailer: Dark',
  'Season 3 Trailer: Dark',
  'Season 2 Clip 3: Dark',
  'Season 2 Recap: Dark',
  'Series 2 Trailer: Dark',
  'Part 2 Teaser Trailer 2: Dark',
  'Final Season Trailer: Dark',
  'Season 1 Cinemagraph: Dark',
  'Season 1 Character Intro Clip: Dark',
  'Recap: Dark',
  'Dark (Trailer)',
  'Dark (Official Trailer)',
  'Dark: Season 2 (Trailer)',
  'Dark: Season 2 (Trailer 2)',
  'Dark: Season 2 (Teaser)',
  'Dark: Season 2 (Recap)',
  'Dark: Season 1 Recap',
  'Dark: Season 2: Trailer',
  'Dark: Season 2 – Trailer',
  'Dark: Season 1 Trailer: Dark',
  'Dark: Season 2: Secrets (Clip)',
  'Dark: Recap',
  'Dark: Clip: The Cave',
  'Dark: Season 2: Clip 3: The Cave',
  'Dark | Official Trailer | Netflix',
  'Dark – Official Trailer',
  'Dark Season 3 Trailer',
  'Bande-annonce : Notre planète : L’alerte',
  'Dark : Saison 1 (Bande-annonce)',
  'Bande-annonce de la saison 2 : Dark',
  'Dark: Staffel 2 (Trailer)',
  'Trailer zu Staffel 2: Dark',
  'Rückblick: Dark',
  'Dark: Staffel 1 Rückblick',
  'Dark: Temporada 2 (tráiler)',
  'Dark: Sezon 2 (Zwiastun)',
  'Dark: 2. Sezon (Fragman)',
  'Дарк: Сезон 2 (Трейлер)',
  'ダーク：シーズン2（予告編）',
  '다크: 시즌 2 (예고편)',
  'Dark_hook_primary_16x9',
  'Dark: Dark_hook_01_16x9',
  'Dark: Season 1_hook_primary_16x9',
  'Dark_CLIP_01',
  'Dark: Season 2_clip_cave_16x9',
  'Dark_backfill',
  'Dark_backfill_2',
]

test.each(PREVIEWS)('%s is a preview', (title) => {
  expect(isViewing(title)).toBe(false)
})

test.each([
  'Trailer Park Boys: Season 1: Pilot',
  'Trailer Park Boys',
  'Trailer',
  'Clip',
  'Paperclip: A Film',
  'Eclipse: Season 1: Recapture',
  'Show: Season 1: The Clip',
  'Show: Season 1: The Clip: Two',
  'Show: Season 1: The Clip Show',
  'Show: Season 2: Trailer Trash',
  'Show: Staffel 1: Rückblick',
  'Show: Season 9: Promos',
  'Show: Season 1: The Story So Far (Recap)',
  'Preview of Death',
  'Snake_Eyes: Season 1: Under_score',
  `Trailer: ${'x'.repeat(1000)}`,
])('%s is a viewing', (title) => {
  expect(isViewing(title)).toBe(true)
})

test('previews are skipped and counted, and no preview is an episode', async () => {
  const [page] = await collected(
    pagesOf(await readFixture('synthetic_NetflixViewingHistory_previews.csv'), {
      options: { dateOrder: 'mdy' },
    }),
  )
  expect(page).toMatchObject({ skipped: 6, rejected: [] })
  expect(page?.records.map(({ title }) => title)).toEqual(['Made Up Show: Season 2: The Real One'])
})
