import { openProvider } from '@tributary/testkit'
import { expect, test } from 'vitest'
import { createMeilisearchSimulator, type MeilisearchSimulator } from '../simulator/index.ts'
import { meilisearch } from '../src/index.ts'
import { openIndex } from '../src/meilisearch-index.ts'

const open = (simulator: MeilisearchSimulator) =>
  openProvider({
    integration: meilisearch,
    kind: 'search',
    values: { address: simulator.url, apiKey: simulator.apiKey },
    allow: '127.0.0.1',
  })
const river = Array.from({ length: 20 }, (_, n) => ({ id: `r${n}`, text: `river ${n}` }))

test('the index is set up once, at the first write, and a query before it finds nothing', async () => {
  await using simulator = await createMeilisearchSimulator()
  await using opened = await open(simulator)
  expect(await opened.use((index) => index.query({ personId: 'ada', text: 'river', limit: 1 }))).toEqual({
    ids: [],
    estimatedTotal: 0,
  })
  await opened.use((index) => index.removeAll('ada'))
  await opened.use((index) => index.index('ada', river))
  await opened.use((index) => index.index('ada', river))
  expect(simulator.tasks()).toEqual([
    'documentDeletion',
    'indexCreation',
    'settingsUpdate',
    'documentAdditionOrUpdate',
    'documentAdditionOrUpdate',
  ])
  // Another process of the server finds the index there.
  await using second = await open(simulator)
  await second.use((index) => index.index('ada', river))
  expect(simulator.documents()).toHaveLength(20)
})

test('a set-up that failed is tried again with the next write', async () => {
  await using simulator = await createMeilisearchSimulator()
  await using opened = await open(simulator)
  simulator.failTasks('internal', 2)
  await expect(opened.use((index) => index.index('ada', river))).rejects.toMatchObject({ code: 'upstream' })
  await expect(opened.use((index) => index.index('ada', river))).rejects.toMatchObject({ code: 'upstream' })
  await opened.use((index) => index.index('ada', river))
  expect(simulator.documents()).toHaveLength(20)
})

test('each query and each removal has the condition of the person', async () => {
  await using simulator = await createMeilisearchSimulator()
  await using opened = await open(simulator)
  await opened.use((index) => index.index('ada', river))
  await opened.use((index) => index.query({ personId: 'bob', text: 'river', source: 'x', limit: 1 }))
  await opened.use((index) => index.query({ personId: 'bob', text: '" OR person = "ada', limit: 1 }))
  expect(simulator.filters()).toEqual(['person = "bob" AND source = "x"', 'person = "bob"'])
  await opened.use((index) => index.remove('bob', ['r1']))
  expect(simulator.documents()).toHaveLength(20)
})

test('a batch that a proxy finds too large is halved until it fits', async () => {
  await using simulator = await createMeilisearchSimulator()
  await using opened = await open(simulator)
  simulator.limitBytes(400)
  await opened.use((index) => index.index('ada', river))
  expect(simulator.documents()).toHaveLength(20)
  await expect(
    opened.use((index) => index.index('ada', [{ id: 'long', text: 'x'.repeat(1_000) }])),
  ).rejects.toMatchObject({ code: 'invalid_data' })
})

test('a task that is not worked off within a minute fails, with growing pauses and without waiting for real time', async () => {
  await using simulator = await createMeilisearchSimulator()
  await using opened = await open(simulator)
  const pauses: number[] = []
  const http = {
    request: async () => ({ status: 202, headers: new Headers(), body: { taskUid: 1 } }),
    get: async () => ({ status: 'enqueued' }),
  } as never
  const waiting = openIndex(http, 'tributary', {
    signal: new AbortController().signal,
    sleep: async (milliseconds) => pauses.push(milliseconds),
  })
  await expect(waiting.removeAll('ada')).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('time limit'),
  })
  expect(pauses.slice(0, 3)).toEqual([40, 80, 160])
  expect(pauses.at(-1)).toBe(1_000)
  expect(pauses.reduce((sum, each) => sum + each)).toBeLessThan(62_000)
  // One that stays in the queue is found when it has ended, and writing again changes nothing.
  simulator.holdTasks(true)
  await expect(opened.use((index) => index.index('ada', river), 200)).rejects.toThrow(/200 ms|reached/)
  simulator.holdTasks(false)
  await opened.use((index) => index.index('ada', river))
  expect(simulator.documents()).toHaveLength(20)
})

test('the test writes, finds and removes a document; the periodic check writes nothing', async () => {
  await using simulator = await createMeilisearchSimulator()
  await using opened = await open(simulator)
  expect(await opened.health()).toEqual(['Reached the server', 'Searched'])
  expect(simulator.tasks()).toEqual([])
  expect(await opened.test()).toEqual([
    'Reached the server',
    'Wrote a document',
    'Searched',
    'Removed what the test wrote',
  ])
  expect(simulator.documents()).toEqual([])
})

test('an index that was deleted and filled without settings is reported by the check, with what to do', async () => {
  await using simulator = await createMeilisearchSimulator()
  await using opened = await open(simulator)
  await opened.use((index) => index.index('ada', river))
  simulator.deleteIndex()
  await opened.use((index) => index.index('ada', river))
  await expect(opened.health()).rejects.toMatchObject({
    code: 'bad_configuration',
    message: expect.stringContaining('Save the instance again'),
  })
})
