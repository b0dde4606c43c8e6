import { IntegrationError } from '@tributary/integration-kit'
import type { Work } from '@tributary/integration-kit/enrichers'
import type { TestUser } from '@tributary/testkit'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  type EnrichmentServer,
  filesOf,
  startEnrichment,
  type TaggerScript,
  taggerOf,
} from './enrichment-server.ts'

const PATIENCE = { timeout: 20_000, interval: 20 }
const HOUR = 3_600_000
/** More than an answer takes on a busy machine. */
const ANSWER_MILLISECONDS = 10_000
const WORKS = 6

const found = ({ key, title }: Work) => ({
  key,
  outcome: 'found',
  confidence: 0.9,
  facts: { tags: [`Tag of ${title}`] },
})

let it: EnrichmentServer
let ada: TestUser
let file = 0
const script: TaggerScript = { version: 1, asked: [], answer: found }

async function startServer(answerMilliseconds: number): Promise<void> {
  it = await startEnrichment({
    integrations: [filesOf('music'), taggerOf(script)],
    enrichment: { answerMilliseconds },
  })
  ada = await it.user()
}

beforeAll(() => startServer(ANSWER_MILLISECONDS))

afterAll(async () => it.stop())

/** Six songs, and what the enricher answers about them, batches of three. */
async function start(enrich: TaggerScript['enrich']): Promise<void> {
  file += 1
  script.enrich = enrich
  await it.db.deleteFrom('enrichment_works').execute()
  await it.db.updateTable('enrichment_enrichers').set({ rests_until: null, failures: 0 }).execute()
  // Others than before: the feed of changes tells of nothing that is the same.
  const lines = Array.from({ length: WORKS }, (_, n) => ({
    id: `p${n}`,
    title: `Song ${n}`,
    creators: [`Singer ${file}`],
  }))
  await ada.importFile('music', { content: JSON.stringify(lines), filename: 'a.json' })
}

/** How each song ended: its state, and the reason of one that failed. */
async function ended(): Promise<Record<string, string>> {
  await vi.waitFor(async () => {
    const tasks = await it.tasks()
    expect(tasks).toHaveLength(WORKS)
    expect(tasks.filter(({ state }) => state === 'pending' || state === 'enriching')).toEqual([])
  }, PATIENCE)
  const { body } = await ada.get('/api/enrichment/works?limit=100')
  const works = body.items as { title: string; answers: { state: string; reason: string | null }[] }[]
  return Object.fromEntries(
    works.map(({ title, answers: [answer] }) => [title, answer?.reason ?? answer?.state ?? '']),
  )
}

const done = Array.from({ length: WORKS }, (_, n) => `Song ${n}`)
const allDone = Object.fromEntries(done.map((title) => [title, 'done']))

/** What goes wrong with `Song 1`, and the reason that a person reads. */
const WRONG_RESULTS: readonly (readonly [what: string, result: (work: Work) => unknown, reason: string])[] = [
  ['a confidence out of range', (work) => ({ ...found(work), confidence: 1.5 }), 'confidence'],
  ['a confidence that is no number', (work) => ({ ...found(work), confidence: Number.NaN }), 'confidence'],
  [
    'a tag that is too long',
    (work) => ({ ...found(work), facts: { tags: ['x'.repeat(201)] } }),
    'facts/tags/0',
  ],
  [
    'too many tags',
    (work) => ({ ...found(work), facts: { tags: Array.from({ length: 51 }, String) } }),
    'facts/tags',
  ],
  ['an unknown fact', (work) => ({ ...found(work), facts: { rating: 5 } }), 'facts'],
  ['a year of two digits', (work) => ({ ...found(work), facts: { year: 95 } }), 'facts/year'],
  [
    'a poster that is a script',
    (work) => ({ ...found(work), facts: { posterUrl: 'javascript:1' } }),
    'facts/posterUrl',
  ],
  ['text that no database stores', (work) => ({ ...found(work), facts: { tags: ['a\0b'] } }), 'Unicode'],
  ['half of a surrogate pair', (work) => ({ ...found(work), detail: { matched: '\ud83d' } }), 'Unicode'],
  ['a detail that is too large', (work) => ({ ...found(work), detail: { a: 'x'.repeat(17_000) } }), '16 KiB'],
  [
    'a detail that is a circle',
    (work) => {
      const detail: Record<string, unknown> = {}
      detail['itself'] = detail
      return { ...found(work), detail }
    },
    'JSON',
  ],
]

test.each(WRONG_RESULTS)('%s fails the work that it is about, and no other', async (_, wrong, reason) => {
  await start(async function* (works) {
    // In another order than asked: the key tells which work is meant.
    for (const work of works.toReversed()) yield work.title === 'Song 1' ? wrong(work) : found(work)
  })
  const outcomes = await ended()
  expect(outcomes).toEqual({ ...allDone, 'Song 1': expect.stringContaining('gave an invalid result') })
  expect(outcomes['Song 1']).toContain(reason)
})

test('results twice, and for works that were not asked about, change nothing', async () => {
  await start(async function* (works) {
    for (const work of works) {
      yield { key: 'not asked', outcome: 'not_found' }
      yield found(work)
      yield { key: work.key, outcome: 'not_found' }
    }
  })
  expect(await ended()).toEqual(allDone)
  const tasks = await it.tasks()
  expect(tasks.map(({ outcome, attempts }) => `${outcome} ${attempts}`)).toEqual(tasks.map(() => 'found 0'))
})

test('an enricher that answers without an end about something else is stopped', async () => {
  await start(async function* () {
    for (;;) yield { key: 'not asked', outcome: 'not_found' }
  })
  const outcomes = await ended()
  expect(new Set(Object.values(outcomes))).toEqual(
    new Set(['The enricher gave results for works that it was not asked about.']),
  )
})

test('works without a result fail, and what follows the last result is not waited for', async () => {
  await start(async function* (works) {
    for (const work of works) if (work.title !== 'Song 4') yield found(work)
    if (!works.some(({ title }) => title === 'Song 4')) await new Promise(() => {})
  })
  expect(await ended()).toEqual({ ...allDone, 'Song 4': 'The enricher gave no result for this work.' })
})

test('one that hangs and heeds no signal is given up, tried again, and ends failed', async () => {
  await it.stop()
  await startServer(300)
  await start(async function* (works) {
    for (const work of works) {
      if (work.title === 'Song 0') await new Promise(() => {})
      yield found(work)
    }
  })
  await vi.waitFor(async () => {
    const states = (await it.tasks()).map(({ state }) => state)
    it.clock.now += 7 * HOUR
    expect(states.filter((state) => state === 'failed')).toHaveLength(1)
  }, PATIENCE)
  expect(await ended()).toEqual({ ...allDone, 'Song 0': 'The enricher did not answer in time.' })
})

test.each([
  ['an error without a message', () => new IntegrationError('invalid_data', '')],
  [
    'an error with text that no database stores',
    () => new IntegrationError('invalid_data', `a\0${'x'.repeat(5000)}\ud83d`),
  ],
  [
    'a wait that is no time',
    () => new IntegrationError('rate_limit', 'Wait.', { retryAfterSeconds: Number.NaN }),
  ],
  ['a wait of 30,000 years', () => new IntegrationError('rate_limit', 'Wait.', { retryAfterSeconds: 1e12 })],
  ['something that is no error', () => 'no'],
])('%s is recorded, and the rest goes on', async (_, thrown) => {
  let times = 0
  await start(async function* (works) {
    for (const work of works) {
      times += 1
      if (times === 1) throw thrown()
      yield found(work)
    }
  })
  await vi.waitFor(() => expect(times).toBeGreaterThan(0), PATIENCE)
  await vi.waitFor(async () => {
    it.clock.now += 24 * HOUR
    expect((await it.tasks()).filter(({ state }) => state === 'pending' || state === 'enriching')).toEqual([])
  }, PATIENCE)
  const outcomes = Object.values(await ended())
  expect(outcomes.filter((outcome) => outcome === 'done').length).toBeGreaterThanOrEqual(WORKS - 1)
  expect(outcomes.every((outcome) => outcome.length <= 1000)).toBe(true)
})

test('a stop of the server does not wait for an enricher that hangs', async () => {
  await start(async function* () {
    yield await new Promise(() => {})
  })
  await vi.waitFor(
    async () => expect((await it.tasks()).filter(({ state }) => state === 'enriching')).not.toEqual([]),
    PATIENCE,
  )
  const stopped = it.stop().then(() => 'stopped')
  const late = new Promise((resolve) => setTimeout(resolve, 10_000))
  expect(await Promise.race([stopped, late])).toBe('stopped')
})
