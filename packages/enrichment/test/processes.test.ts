import { type ChildProcess, fork } from 'node:child_process'
import { nextMessage } from '@tributary/database/testing'
import { endWithThisProcess } from '@tributary/processes'
import type { TestUser } from '@tributary/testkit'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type ModelServer, startModelServer } from '../simulator/model-server.ts'
import { readSpending } from '../src/universal/spending-store.ts'
import { type EnrichmentServer, filesOf, setModel, startEnrichment } from './enrichment-server.ts'

const WORKS = 40
const TOKENS_PER_DAY = 400_000

let model: ModelServer
let it: EnrichmentServer
let ada: TestUser
const children: ChildProcess[] = []

beforeEach(async () => {
  model = await startModelServer()
  // Only serves the API: the processes of each test enrich.
  it = await startEnrichment({ integrations: [filesOf('music')], enrichment: { worker: false } })
  ada = await it.user()
  await setModel(it, ada, {
    baseUrl: model.baseUrl,
    batchSize: 4,
    tokensPerDay: TOKENS_PER_DAY,
    itemsPerDay: 1000,
  })
  const lines = Array.from({ length: WORKS }, (_, n) => ({ id: `p${n}`, title: `Song ${n}` }))
  await ada.importFile('music', { content: JSON.stringify(lines), filename: 'a.json' })
})

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await it.stop()
  await model.stop()
})

async function startWorker(): Promise<ChildProcess> {
  const child = fork(new URL('./worker-process.ts', import.meta.url), {
    env: {
      ...process.env,
      DATABASE_OPTIONS: JSON.stringify(it.server.databaseOptions),
      DATA_DIR: it.server.dataDir,
      NOW: String(it.clock.now),
    },
    execArgv: ['-C', '@tributary/source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  endWithThisProcess(child)
  children.push(child)
  await nextMessage(child)
  return child
}

const until = (check: () => void | Promise<void>) => vi.waitFor(check, { interval: 20, timeout: 180_000 })

async function kill(child: ChildProcess): Promise<void> {
  const died = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await died
  // As if the time of its lease were over.
  await sql`update enrichment_enrichers set leased_until = now() where leased_until is not null`.execute(
    it.db,
  )
}

test('workers that are killed while the model answers lose nothing, write nothing twice and stay within the budget', {
  timeout: 600_000,
}, async () => {
  for (let round = 1; round <= 3; round++) {
    // The third request of this worker is never answered. It may send requests before it has reported that it is ready.
    model.faults.push(undefined, undefined, 'hang')
    const before = model.requests.length
    const child = await startWorker()
    await until(() => expect(model.requests.length).toBeGreaterThanOrEqual(before + 3))
    await kill(child)
  }
  const states = (await it.tasks()).map(({ state }) => state)
  expect(states.filter((state) => state === 'done')).toHaveLength(24)
  expect(states.filter((state) => state === 'enriching')).toHaveLength(4)
  await Promise.all([startWorker(), startWorker()])
  await until(async () =>
    expect((await it.tasks()).map(({ state }) => state)).toEqual(Array.from({ length: WORKS }, () => 'done')),
  )
  expect([...model.answered.values()]).toEqual(Array.from({ length: WORKS }, () => 1))
  const { tokens } = await readSpending(it.db, '2026-11-29')
  expect(tokens).toBeLessThanOrEqual(TOKENS_PER_DAY)
  // What the killed ones have reserved stays counted: their requests may have been charged.
  expect(tokens).toBeGreaterThan(model.spent.input + model.spent.output)
})
