import { IntegrationError } from '@tributary/integration-kit'
import type { Work } from '@tributary/integration-kit/enrichers'
import type { TestUser } from '@tributary/testkit'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type ModelServer, startModelServer } from '../simulator/model-server.ts'
import {
  type EnrichmentServer,
  filesOf,
  type Line,
  setModel as setModelOf,
  startEnrichment,
  type TaggerScript,
  taggerOf,
  testModelSettings,
} from './enrichment-server.ts'

const PATIENCE = { timeout: 60_000, interval: 20 }
const MINUTE = 60_000
const HOUR = 60 * MINUTE

const music = filesOf('music')
const secretive = filesOf('secretive', {
  terms: [{ forbids: 'ai', sentence: 'No.', source: 'https://example.org/terms', checkedOn: '2026-11-20' }],
})

const found = ({ key, title }: Work) => ({
  key,
  outcome: 'found',
  confidence: 0.9,
  facts: { tags: [`Tag of ${title}`], genres: ['Electronic'], year: 1995 },
  detail: { matched: title },
})

let script: TaggerScript
let model: ModelServer
let it: EnrichmentServer
let ada: TestUser

async function start(more: { readonly batchSize?: number; readonly keepDays?: number } = {}): Promise<void> {
  it = await startEnrichment({ integrations: [music, secretive, taggerOf(script, more)] })
  ada = await it.user()
}

beforeEach(async () => {
  script = { version: 1, asked: [], answer: found }
  model = await startModelServer()
})

afterEach(async () => {
  await it.stop()
  await model.stop()
})

const importLines = (lines: readonly Line[], name = 'music', user = ada) =>
  user.importFile(name, { content: JSON.stringify(lines), filename: 'a.json' })

const lines = (count: number): Line[] =>
  Array.from({ length: count }, (_, n) => ({ id: `p${n}`, title: `Song ${n}`, creators: ['Björk'] }))

const setModel = (values: object = {}) => setModelOf(it, ada, { baseUrl: model.baseUrl, ...values })

/** Waits until no task is open, and shows what became of each. */
async function ended(enricher = 'tagger'): Promise<Record<string, number>> {
  await vi.waitFor(async () => {
    const tasks = (await it.tasks()).filter((task) => task.enricher === enricher)
    expect(tasks.length).toBeGreaterThan(0)
    expect(tasks.filter(({ state }) => state === 'pending' || state === 'enriching')).toEqual([])
  }, PATIENCE)
  return counts(enricher)
}

async function counts(enricher = 'tagger'): Promise<Record<string, number>> {
  const tasks = (await it.tasks()).filter((task) => task.enricher === enricher)
  return Object.fromEntries(
    [...Map.groupBy(tasks, ({ state }) => state)].map(([state, all]) => [state, all.length]),
  )
}

describe('enrichers of platforms', () => {
  test('each work is asked about once, however often it was played and delivered', async () => {
    await start()
    const plays = lines(7).flatMap((line) => [
      line,
      { ...line, id: `${line.id}-again`, title: line.title.toUpperCase() },
    ])
    await importLines(plays)
    expect(await ended()).toEqual({ done: 7 })
    await importLines([...plays, { id: 'new', title: 'Song 1', creators: ['Björk'] }])
    await importLines([{ id: 'other', title: 'Another song' }])
    await vi.waitFor(async () => expect(await counts()).toEqual({ done: 8 }), PATIENCE)
    expect(script.asked).toHaveLength(8)
  })

  test('an item shows its facts, who says so, and is found by them in the library', async () => {
    await start()
    await importLines([...lines(2), { id: 'film', title: 'A film', type: 'movie' }])
    await ended()
    const { body: list } = await ada.get('/api/library/items?tag=TAG%20of%20song%201')
    expect(list.items.map(({ title }: { title: string }) => title)).toEqual(['Song 1'])
    const { body: csv } = await ada.get('/api/library/export?format=csv&tag=TAG%20of%20song%201')
    expect(csv.trimEnd().split('\r\n')).toHaveLength(2)
    const { body: work } = await ada.get(`/api/enrichment/items/${list.items[0].id}`)
    expect(work).toMatchObject({
      title: 'Song 1',
      facts: { year: { value: 1995, origins: ['tagger'] } },
      answers: [
        { enricher: 'tagger', state: 'done', outcome: 'found', version: 1, detail: { matched: 'Song 1' } },
      ],
    })
    expect((await ada.get('/api/library/items?genre=electronic&year=1995')).body.items).toHaveLength(2)
    expect((await ada.get('/api/library/items?genre=electronic&year=1996')).body.items).toHaveLength(0)
    expect((await ada.get('/api/library/timeline?genre=electronic&timeZone=Europe/Zurich')).body.count).toBe(
      2,
    )
    expect((await ada.get('/api/enrichment/facets?facet=genre')).body.items).toEqual([
      { value: 'electronic', label: 'Electronic', works: 2 },
    ])
  })

  test('works, facts and filters of another person are not visible', async () => {
    await start()
    const bob = await it.server.createUser()
    await importLines(lines(1))
    await ended()
    const { body } = await ada.get('/api/enrichment/works')
    const [{ id }] = body.items
    expect((await bob.get(`/api/enrichment/works/${id}`)).status).toBe(404)
    expect(
      (await bob.request({ method: 'PATCH', path: `/api/enrichment/works/${id}`, body: { year: 1 + 1999 } }))
        .status,
    ).toBe(404)
    expect((await bob.post(`/api/enrichment/works/${id}/rerun`)).status).toBe(404)
    expect((await bob.get('/api/enrichment/works')).body.items).toEqual([])
    expect((await bob.get('/api/enrichment/facets?facet=tag')).body.items).toEqual([])
    expect((await bob.post('/api/enrichment/rerun?state=done')).body).toEqual({ count: 0 })
  })

  test('a work that is not found is done, and a result that is invalid fails that work alone', async () => {
    script.answer = (work) => {
      if (work.title === 'Song 1') return { key: work.key, outcome: 'not_found' }
      if (work.title === 'Song 2') return { key: work.key, outcome: 'found', confidence: 7, facts: {} }
      if (work.title === 'Song 3') throw new IntegrationError('invalid_data', 'Its title cannot be read.')
      return found(work)
    }
    await start()
    await importLines(lines(6))
    expect(await ended()).toEqual({ done: 4, failed: 2 })
    const failed = (await it.tasks()).filter(({ state }) => state === 'failed')
    expect(new Set(failed.map(({ reason }) => reason))).toEqual(
      new Set([
        'Its title cannot be read.',
        expect.stringContaining('The enricher gave an invalid result: confidence'),
      ]),
    )
  })

  test('a rate limit makes the enricher wait and costs no work an attempt', async () => {
    let isLimited = true
    script.answer = (work) => {
      if (isLimited && script.asked.length > 1)
        throw new IntegrationError('rate_limit', 'Wait.', { retryAfterSeconds: 600 })
      return found(work)
    }
    await start()
    await importLines(lines(3))
    await vi.waitFor(async () => expect(await counts()).toEqual({ done: 1, pending: 2 }), PATIENCE)
    const asked = script.asked.length
    isLimited = false
    it.clock.now += 599_000
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(script.asked).toHaveLength(asked)
    it.clock.now += 1000
    expect(await ended()).toEqual({ done: 3 })
    expect((await it.tasks()).map(({ attempts }) => attempts)).toEqual([0, 0, 0])
  })

  test('a provider that fails is asked again later, and a work that always fails ends failed with the reason', async () => {
    script.answer = (work) => {
      if (work.title === 'Song 0') throw new IntegrationError('upstream', 'The provider failed.')
      return found(work)
    }
    await start()
    await importLines(lines(2))
    await vi.waitFor(async () => {
      it.clock.now += 7 * HOUR
      expect(await counts()).toEqual({ done: 1, failed: 1 })
    }, PATIENCE)
    const asked = script.asked.filter(({ title }) => title === 'Song 0')
    expect(asked).toHaveLength(5)
    const { body } = await ada.post('/api/enrichment/rerun?state=failed')
    expect(body).toEqual({ count: 1 })
    script.answer = found
    expect(await ended()).toEqual({ done: 2 })
  })

  test('an enricher without a valid configuration rests, and an administrator can wake it', async () => {
    let isRight = false
    script.answer = (work) => {
      if (!isRight) throw new IntegrationError('bad_configuration', 'Enter another key.')
      return found(work)
    }
    await start()
    await importLines(lines(2))
    await vi.waitFor(async () => {
      const { body } = await ada.get('/api/admin/enrichment/state')
      expect(body.enrichers).toMatchObject([{ enricher: 'tagger', pending: 2, reason: 'Enter another key.' }])
    }, PATIENCE)
    isRight = true
    const { status } = await ada.post('/api/admin/enrichment/enrichers/tagger/rerun')
    expect(status).toBe(202)
    expect(await ended()).toEqual({ done: 2 })
  })

  test('what a person has corrected is never overwritten, and can be withdrawn', async () => {
    await start()
    await importLines(lines(1))
    await ended()
    const { body: list } = await ada.get('/api/enrichment/works')
    const path = `/api/enrichment/works/${list.items[0].id}`
    const { body: corrected } = await ada.request({ method: 'PATCH', path, body: { year: 1997, tags: [] } })
    expect(corrected.facts).toMatchObject({
      year: { value: 1997, origins: ['person'] },
      tags: { value: [], origins: ['person'] },
    })
    expect((await ada.post(`${path}/rerun`)).status).toBe(202)
    await vi.waitFor(() => expect(script.asked).toHaveLength(2), PATIENCE)
    await ended()
    expect((await ada.get('/api/library/items?year=1997')).body.items).toHaveLength(1)
    expect((await ada.get('/api/library/items?tag=tag%20of%20song%200')).body.items).toHaveLength(0)
    const { body: withdrawn } = await ada.request({ method: 'PATCH', path, body: { year: null, tags: null } })
    expect(withdrawn).toMatchObject({
      correctedAt: null,
      facts: { year: { value: 1995, origins: ['tagger'] } },
    })
    expect((await ada.request({ method: 'PATCH', path, body: { topics: ['cats'] } })).status).toBe(400)
  })

  test('facts that may not be kept for good are asked for again', async () => {
    await start({ keepDays: 30 })
    await importLines(lines(1))
    await ended()
    it.clock.now += 29 * 24 * HOUR
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(script.asked).toHaveLength(1)
    it.clock.now += 25 * HOUR
    await vi.waitFor(() => expect(script.asked).toHaveLength(2), PATIENCE)
    expect(await ended()).toEqual({ done: 1 })
  })

  test('items that are deleted take their works along, unless these were corrected', async () => {
    await start()
    await importLines(lines(3))
    await ended()
    const { body } = await ada.get('/api/enrichment/works')
    await ada.request({
      method: 'PATCH',
      path: `/api/enrichment/works/${body.items[0].id}`,
      body: { year: 2001 },
    })
    const { status } = await ada.request({ method: 'DELETE', path: '/api/music?data=delete' })
    expect(status).toBeLessThan(300)
    await vi.waitFor(async () => {
      const works = (await ada.get('/api/enrichment/works')).body.items
      expect(works.map(({ id }: { id: string }) => id)).toEqual([body.items[0].id])
    }, PATIENCE)
  })
})

describe('the language model', () => {
  test('a test of its settings says that it is off, and not once it has a model', async () => {
    await start()
    expect(await testModelSettings(it, ada)).toMatchObject({
      ok: false,
      steps: [{ problem: expect.stringContaining('without them, the language model is off') }],
    })
    await setModel()
    expect(JSON.stringify(await testModelSettings(it, ada))).not.toContain('is off')
  })

  test('is off until an administrator has set it up, and then asked about what enrichers have left', async () => {
    await start()
    await importLines(lines(9))
    await ended()
    expect(model.requests).toHaveLength(0)
    await setModel()
    expect(await ended('enrichment')).toEqual({ done: 9 })
    expect([...model.answered.values()]).toEqual(Array.from({ length: 9 }, () => 1))
    expect((await ada.get('/api/library/items?topic=music')).body.items).toHaveLength(9)
    const { body } = await ada.get('/api/admin/enrichment/state')
    expect(body.model).toMatchObject({
      works: 9,
      worksPerDay: 500,
      tokens: model.spent.input + model.spent.output,
    })
  })

  test('is sent titles and creators, and nothing of integrations whose terms forbid it', async () => {
    await start()
    await importLines([{ id: 'hidden', title: 'A secret', creators: ['Someone'] }], 'secretive')
    await importLines(lines(1))
    await ended()
    await setModel({ apiKey: 'sk-very-secret' })
    expect(await ended('enrichment')).toEqual({ skipped: 1, done: 1 })
    const sent = model.requests.flatMap(({ messages }) => JSON.parse(messages[1]?.content ?? '[]'))
    expect(sent).toEqual([{ n: 1, title: 'Song 0', creators: ['Björk'] }])
    expect(JSON.stringify(model.requests)).not.toContain('secret')
    expect(model.headers[0]?.authorization).toBe('Bearer sk-very-secret')
    expect((await ada.post('/api/enrichment/rerun?state=done&enricher=enrichment')).body).toEqual({
      count: 1,
    })
    expect((await it.tasks()).find(({ state }) => state === 'skipped')?.reason).toContain('terms')
  })

  test.each([
    ['that enforces a schema', {}, 1],
    ['that refuses a schema', { schema: 'unsupported' }, 2],
    ['that fails with a schema', { schema: 'fails' }, 2],
    ['that answers in the thoughts', { answerIn: 'reasoning' }, 1],
    ['that answers in thoughts of the older name', { answerIn: 'reasoning_content' }, 1],
    ['that puts the answer into fences', { answerIn: 'fences' }, 1],
    ['that thinks aloud first', { answerIn: 'after thoughts' }, 1],
    ['that wants max_completion_tokens', { wantsCompletionTokens: true }, 2],
    ['that refuses the thinking switch', { refusesThinkingSwitch: true }, 2],
    ['that does not say what it has taken', { usage: 'absent' }, 1],
    ['that says it has taken nothing', { usage: 'zero' }, 1],
    ['that says it has taken less than nothing, or a fraction', { usage: 'odd' }, 1],
  ] as const)('a server %s is understood', async (_, behaviour, requests) => {
    Object.assign(model.behaviour, behaviour)
    await start()
    await importLines(lines(2))
    await ended()
    await setModel()
    expect(await ended('enrichment')).toEqual({ done: 2 })
    expect(model.requests).toHaveLength(requests)
    const { body } = await ada.get('/api/admin/enrichment/state')
    expect(body.model.tokens).toBe(model.spent.input + model.spent.output)
  })

  test('an answer without an end does not fill the memory: it counts as none', async () => {
    const content = '{"items":[{"n":1,"topics":[],"moods":[],"contentType":"music","sure":true}]}'
    const answer = JSON.stringify({ choices: [{ message: { content } }] })
    model.faults.push({ status: 200, body: `${answer}${' '.repeat(33 * 1024 * 1024)}` })
    await start()
    await importLines(lines(1))
    await ended()
    await setModel()
    await vi.waitFor(async () => {
      const { body } = await ada.get('/api/admin/enrichment/state')
      expect(JSON.stringify(body)).toContain('its answer was incomplete')
    }, PATIENCE)
  })

  test.each(['llama.cpp', 'vllm', 'empty', 'cut'] as const)(
    'a context that is too small (%s) leads to fewer works at a time',
    async (overflow) => {
      Object.assign(model.behaviour, { window: 480, overflow })
      await start()
      await setModel()
      const long = Array.from({ length: 4 }, (_, n) => ({
        id: `l${n}`,
        title: `${'Long title '.repeat(20)}${n}`,
      }))
      await importLines(long)
      await vi.waitFor(() => expect(model.requests.length).toBeGreaterThan(1), PATIENCE)
      const ending = await ended('enrichment')
      const done = ending['done'] ?? 0
      expect(done + (ending['failed'] ?? 0)).toBe(4)
      const sizes = model.requests.map(({ messages }) => JSON.parse(messages[1]?.content ?? '[]').length)
      expect(Math.min(...sizes)).toBeLessThan(4)
      expect([...model.answered.values()].every((times) => times === 1)).toBe(true)
    },
  )

  test('an answer outside of the lists fails that work, and the others are labelled', async () => {
    model.confusing.add('Song 2')
    await start()
    await setModel()
    await importLines(lines(5))
    expect(await ended('enrichment')).toEqual({ done: 4, failed: 1 })
    expect((await it.tasks()).find(({ state }) => state === 'failed')?.reason).toBe(
      'The language model gave no valid answer for this work.',
    )
  })

  test('a deterministic refusal is not repeated, and a wait is waited for', async () => {
    model.faults.push({
      status: 400,
      body: { error: { message: 'no such thing', type: 'invalid_request_error' } },
    })
    await start()
    await setModel()
    await importLines(lines(2))
    await vi.waitFor(() => expect(model.requests).toHaveLength(1), PATIENCE)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(model.requests).toHaveLength(1)
    model.faults.push({
      status: 429,
      headers: { 'retry-after': '30' },
      body: { error: { message: 'slow', code: 'rate_limit_exceeded' } },
    })
    it.clock.now += HOUR
    // The wait begins with the answer, not with the request.
    await vi.waitFor(async () => {
      const { body } = await ada.get('/api/admin/enrichment/state')
      expect(body.enrichers.at(-1).reason).toBe('The language model asks to wait.')
    }, PATIENCE)
    expect(model.requests).toHaveLength(2)
    it.clock.now += 29_000
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(model.requests).toHaveLength(2)
    it.clock.now += 2000
    expect(await ended('enrichment')).toEqual({ done: 2 })
  })

  test('the budget of a day is never exceeded, and goes on the next day', async () => {
    await start()
    await setModel({ itemsPerDay: 5, inputPrice: 2, outputPrice: 8 })
    await importLines(lines(12))
    await vi.waitFor(
      async () => expect(await counts('enrichment')).toEqual({ done: 5, pending: 7 }),
      PATIENCE,
    )
    const { body } = await ada.get('/api/admin/enrichment/state')
    expect(body.model).toMatchObject({ day: '2026-11-29', works: 5, worksPerDay: 5, currency: 'USD' })
    expect(body.model.cost).toBeCloseTo((model.spent.input * 2 + model.spent.output * 8) / 1e6, 9)
    it.clock.now += 24 * HOUR
    await vi.waitFor(
      async () => expect(await counts('enrichment')).toEqual({ done: 10, pending: 2 }),
      PATIENCE,
    )
  })

  test('a request that was cut off stays counted, so that tokens cannot be exceeded', async () => {
    model.faults.push('reset', 'reset', 'reset')
    await start()
    await setModel({ tokensPerDay: 12_000 })
    await importLines(lines(30))
    const midnight = Date.parse('2026-11-30T00:00:00Z')
    await vi.waitFor(async () => {
      const rests = await it.db.selectFrom('enrichment_enrichers').select('rests_until').execute()
      const until = Math.max(...rests.map(({ rests_until }) => Number(rests_until)))
      if (until < midnight) it.clock.now = Math.max(it.clock.now, until)
      // The budget is used up by requests that were not answered.
      expect(until).toBeGreaterThanOrEqual(midnight)
    }, PATIENCE)
    const { body } = await ada.get('/api/admin/enrichment/state')
    expect(body.model.tokens).toBeLessThanOrEqual(12_000)
    expect(body.model.tokens).toBeGreaterThan(model.spent.input + model.spent.output)
  })
})
