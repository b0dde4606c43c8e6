import type { Work } from '@tributary/integration-kit/enrichers'
import type { TestUser } from '@tributary/testkit'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ModelServer, startModelServer } from '../simulator/model-server.ts'
import { renewTasks } from '../src/tasks/plan-tasks.ts'
import {
  type EnrichmentServer,
  filesOf,
  setModel,
  startEnrichment,
  type TaggerScript,
  taggerOf,
} from './enrichment-server.ts'

const PATIENCE = { timeout: 20_000, interval: 20 }
const secretive = filesOf('secretive', {
  terms: [{ forbids: 'ai', sentence: 'No.', source: 'https://example.org/terms', checkedOn: '2026-11-20' }],
})

let script: TaggerScript
let model: ModelServer
let it: EnrichmentServer
let ada: TestUser

beforeEach(async () => {
  script = {
    version: 1,
    asked: [],
    answer: ({ key, matchedId }: Work) => ({
      key,
      outcome: 'found',
      confidence: matchedId === undefined ? 0.4 : 1,
      facts: { year: matchedId === undefined ? 1995 : 2004 },
      detail: { alternatives: [{ id: 'song-7', name: 'The other one' }] },
    }),
  }
  model = await startModelServer()
  const match = {
    label: 'Page at Tagger',
    help: 'The address of the song at tagger.example.org.',
    idOf: (entered: string) => /^https:\/\/tagger\.example\.org\/(song-\d+)$/.exec(entered)?.[1],
  }
  it = await startEnrichment({ integrations: [filesOf('music'), secretive, taggerOf(script, { match })] })
  ada = await it.user()
})

afterEach(async () => {
  await it.stop()
  await model.stop()
})

const use = (values: object) => setModel(it, ada, { baseUrl: model.baseUrl, ...values })
const importSong = (title: string, name = 'music') =>
  ada.importFile(name, { content: JSON.stringify([{ id: title, title }]), filename: 'a.json' })

async function ended(tasks: number): Promise<void> {
  await vi.waitFor(async () => {
    const all = await it.tasks()
    expect(all).toHaveLength(tasks)
    expect(all.filter(({ state }) => state === 'pending' || state === 'enriching')).toEqual([])
  }, PATIENCE)
}

async function workOf(title: string) {
  const { body } = await ada.get('/api/enrichment/works?limit=100')
  return body.items.find((work: { title: string }) => work.title === title)
}

const correct = (id: string, body: object) =>
  ada.request({ method: 'PATCH', path: `/api/enrichment/works/${id}`, body })

test('another model is asked about what the one before was asked about, and nothing else; corrections stay', async () => {
  await importSong('Jóga')
  await importSong('Unravel')
  await importSong('Hidden', 'secretive')
  await ended(2)
  await use({ model: 'sim-model' })
  await ended(5)
  const { id } = await workOf('Jóga')
  await correct(id, { topics: ['nature'], year: 1997 })
  // Prices and budget change no answer.
  await use({ model: 'sim-model', inputPrice: 2 })
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(model.requests).toHaveLength(1)
  const asked = script.asked.length

  await use({ model: 'other-model' })
  await vi.waitFor(async () => {
    const models = (await it.tasks()).flatMap(({ detail }) => (detail?.['model'] as string) ?? [])
    expect(models).toEqual(['other-model', 'other-model'])
  }, PATIENCE)
  await ended(5)
  expect(model.requests.map((request) => request.model)).toEqual(['sim-model', 'other-model'])
  expect(script.asked).toHaveLength(asked)
  expect((await it.tasks()).map(({ state }) => state).toSorted()).toEqual([
    'done',
    'done',
    'done',
    'done',
    'skipped',
  ])
  expect((await workOf('Jóga')).facts).toMatchObject({
    topics: { value: ['nature'], origins: ['person'] },
    year: { value: 1997, origins: ['person'] },
  })
})

test('a new version of an enricher asks again about its own works alone', async () => {
  await importSong('Jóga')
  await ended(1)
  const { id } = await workOf('Jóga')
  await correct(id, { year: 1997 })
  await sql`
    insert into enrichment_tasks (user_id, work_id, enricher, version, state)
    select user_id, id, 'another', 1, 'done' from enrichment_works`.execute(it.db)
  const enricher = { name: 'another', version: 2, variant: null, forbidden: [] as string[] }
  await renewTasks(it.db, enricher as unknown as Parameters<typeof renewTasks>[1], new Date(it.clock.now))
  const states = (await it.tasks()).map((task) => `${task.enricher} ${task.version} ${task.state}`)
  expect(states.toSorted()).toEqual(['another 2 pending', 'tagger 1 done'])
  expect((await workOf('Jóga')).facts.year).toEqual({ value: 1997, origins: ['person'] })
})

test('a person says which work is meant: it is asked about, and asked without when that is withdrawn', async () => {
  await importSong('Jóga')
  await ended(1)
  const { id, answers } = await workOf('Jóga')
  expect(answers[0]).toMatchObject({ doubtful: true, detail: { alternatives: [{ id: 'song-7' }] } })
  const { body: state } = await ada.get('/api/enrichment/state')
  expect(state.enrichers[0].match).toEqual({
    label: 'Page at Tagger',
    help: 'The address of the song at tagger.example.org.',
  })
  const { body: corrected } = await correct(id, { matches: { tagger: 'https://tagger.example.org/song-7' } })
  expect(corrected).toMatchObject({ matches: { tagger: 'song-7' }, correctedAt: expect.any(String) })
  await vi.waitFor(async () => expect((await workOf('Jóga')).facts.year.value).toBe(2004), PATIENCE)
  expect(script.asked.map(({ matchedId }) => matchedId)).toEqual([undefined, 'song-7'])
  expect((await workOf('Jóga')).answers[0]).toMatchObject({ doubtful: false, confidence: 1 })

  const { body: withdrawn } = await correct(id, { matches: { tagger: null } })
  expect(withdrawn).toMatchObject({ matches: {}, correctedAt: null })
  await vi.waitFor(async () => expect((await workOf('Jóga')).facts.year.value).toBe(1995), PATIENCE)
})

test('a match is not lost where the enricher is answering at that moment', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { answer } = script
  script.answer = async (work, signal) => {
    if (work.matchedId === undefined) await promise
    return answer(work, signal)
  }
  await importSong('Jóga')
  await vi.waitFor(() => expect(script.asked).toHaveLength(1), PATIENCE)
  const { id } = await workOf('Jóga')
  await correct(id, { matches: { tagger: 'https://tagger.example.org/song-7' } })
  resolve()
  await vi.waitFor(async () => expect((await workOf('Jóga')).facts.year?.value).toBe(2004), PATIENCE)
})

test.each([
  [{ tagger: 'https://example.org/song-7' }, 'The address of the song at tagger.example.org.'],
  [{ music: 'song-7' }, '"music" takes no matches.'],
])('%j is refused with a sentence that says what to enter', async (matches, detail) => {
  await importSong('Jóga')
  await ended(1)
  const { status, body } = await correct((await workOf('Jóga')).id, { matches })
  expect(status).toBe(400)
  expect(body).toMatchObject({ code: 'ENRICHMENT_UNKNOWN_MATCH', detail })
  expect(script.asked).toHaveLength(1)
})
