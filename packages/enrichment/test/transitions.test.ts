import type { TestUser } from '@tributary/testkit'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ActiveEnricher } from '../src/enrichers/active-enricher.ts'
import type { Db } from '../src/parts.ts'
import { TASK_STATES, TASK_TRANSITIONS, type TaskState } from '../src/task-states.ts'
import { changeTask, claimBatch, endBatch, registerEnricher, renewLease } from '../src/tasks/batch-store.ts'
import { addTasks, renewTasks } from '../src/tasks/plan-tasks.ts'
import { rerun } from '../src/works/work-store.ts'
import { type EnrichmentServer, filesOf, startEnrichment } from './enrichment-server.ts'

const FENCE = '7'
const NOW = new Date('2026-11-29T08:00:00Z')

const enricher: ActiveEnricher = {
  name: 'tester',
  version: 2,
  variant: null,
  platforms: ['music'],
  forbidden: [],
  types: ['track'],
  batchSize: 5,
  doubtfulBelow: 0.5,
  keepDays: undefined,
  configuration: '{}',
  isUniversal: false,
  // oxlint-disable-next-line require-yield -- it is never asked
  async *enrich() {},
  check: () => ({ key: 'a', outcome: 'not_found' }),
}

let it: EnrichmentServer
let ada: TestUser
let workId: string

beforeAll(async () => {
  it = await startEnrichment({ integrations: [filesOf('music')], enrichment: { worker: false } })
  ada = await it.user()
  const { rows } = await sql<{ id: string }>`
    insert into enrichment_works (user_id, key, platform, type, title) values (${ada.id}, 'a', 'music', 'track', 'A')
    returning id::text`.execute(it.db)
  workId = rows[0]?.id ?? ''
  await registerEnricher(it.db, 'tester')
})

afterAll(async () => it.stop())

beforeEach(async () => {
  await it.db.deleteFrom('enrichment_tasks').execute()
  await sql`update enrichment_enrichers set fence = ${FENCE}, leased_until = null`.execute(it.db)
})

/** A task as it is in a state. */
async function taskIn(state: TaskState): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into enrichment_tasks (user_id, work_id, enricher, version, state, reason, fence)
    values (${ada.id}, ${workId}, 'tester', 1, ${state}, ${state === 'failed' || state === 'skipped' ? 'why' : null},
      ${state === 'enriching' ? FENCE : null})
    returning id::text`.execute(it.db)
  return rows[0]?.id ?? ''
}

const claim = (db: Db) => claimBatch(db, enricher, { now: NOW, before: [], random: 0 })
const batch = { enricher: 'tester', fence: FENCE, userId: '', tasks: new Map() }
const end = { restsUntil: null, reason: null, code: null, isFailure: false }

/** Everything that changes the state of a task. */
const ACTS: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
  plan: () => addTasks(it.db, enricher),
  'plan for other terms': () => addTasks(it.db, { ...enricher, platforms: [], forbidden: ['music'] }),
  'renew for a version': () => renewTasks(it.db, enricher, NOW),
  'renew for other terms': () =>
    renewTasks(it.db, { ...enricher, version: 1, platforms: [], forbidden: ['music'] }, NOW),
  claim: () => claim(it.db),
  'run again': () => rerun(it.db, { userId: ada.id }),
  answer: (id) => changeTask(it.db, { id, fence: FENCE }, { state: 'done', columns: {} }),
  fail: (id) => changeTask(it.db, { id, fence: FENCE }, { state: 'failed', columns: { reason: 'why' } }),
  postpone: (id) => changeTask(it.db, { id, fence: FENCE }, { state: 'pending', columns: {} }),
  'answer of a stale batch': (id) => changeTask(it.db, { id, fence: '6' }, { state: 'done', columns: {} }),
  end: () => endBatch(it.db, batch, end),
}

const ways = new Set(TASK_TRANSITIONS.map(({ from, to }) => `${from} ${to}`))

describe.each(TASK_STATES)('from %s', (from) => {
  test.each(Object.keys(ACTS))('"%s" goes a way that is in the list, or changes nothing', async (act) => {
    const id = await taskIn(from)
    await ACTS[act]?.(id)
    const [task] = await it.tasks()
    const to = task?.state ?? from
    // A batch that is left over is released and claimed at once.
    const isLegal = to === from || ways.has(`${from} ${to}`)
    expect(isLegal, `${from} → ${to}`).toBe(true)
  })
})

test('an answer is taken from the batch that has claimed the task, and from no other', async () => {
  const id = await taskIn('enriching')
  expect(await changeTask(it.db, { id, fence: '6' }, { state: 'done', columns: {} })).toBe(false)
  expect(await changeTask(it.db, { id, fence: FENCE }, { state: 'skipped', columns: {} })).toBe(false)
  expect(await changeTask(it.db, { id, fence: FENCE }, { state: 'done', columns: {} })).toBe(true)
  expect(
    await changeTask(it.db, { id, fence: FENCE }, { state: 'failed', columns: { reason: 'late' } }),
  ).toBe(false)
})

test('a batch of an enricher is claimed by one process, and taken over when its lease is over: the first may not commit', async () => {
  await taskIn('pending')
  const first = await claim(it.db)
  expect(first?.tasks.size).toBe(1)
  expect(await claim(it.db)).toBeUndefined()
  await sql`update enrichment_enrichers set leased_until = now() - interval '1 second'`.execute(it.db)
  const second = await claim(it.db)
  expect([...(second?.tasks.keys() ?? [])]).toEqual(['a'])
  const stale = { enricher: 'tester', fence: first?.fence ?? '' }
  expect(await renewLease(it.db, stale)).toBe(false)
  await endBatch(it.db, { ...batch, fence: stale.fence }, end)
  expect((await it.tasks()).map(({ state }) => state)).toEqual(['enriching'])
  expect(await renewLease(it.db, { enricher: 'tester', fence: second?.fence ?? '' })).toBe(true)
})

test('a new version asks again about everything but what the terms forbid', async () => {
  const outcomes: Record<string, string | undefined> = {}
  for (const state of TASK_STATES) {
    await it.db.deleteFrom('enrichment_tasks').execute()
    await taskIn(state)
    await renewTasks(it.db, enricher, NOW)
    outcomes[state] = (await it.tasks())[0]?.state
  }
  expect(outcomes).toEqual({
    pending: 'pending',
    enriching: 'enriching',
    done: 'pending',
    failed: 'pending',
    skipped: 'pending',
  })
  await it.db.deleteFrom('enrichment_tasks').execute()
  await taskIn('done')
  await renewTasks(it.db, { ...enricher, version: 1 }, NOW)
  expect((await it.tasks())[0]?.state).toBe('done')
  await renewTasks(it.db, { ...enricher, platforms: [], forbidden: ['music'] }, NOW)
  expect((await it.tasks())[0]).toMatchObject({ state: 'skipped', reason: expect.stringContaining('terms') })
})
