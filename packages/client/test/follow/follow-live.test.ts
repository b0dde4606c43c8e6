import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type ChangesChange,
  changesFollowChanges,
  changesListChanges,
  followChanges,
  items,
  jobsFollowJob,
  libraryListItems,
  netflixDeleteData,
  netflixImportFile,
  type TributaryClient,
} from '../../src/index.ts'
import { type LivePerson, livePerson } from '../live/live-person.ts'
import { type LiveServer, startLiveServer } from '../live/live-server.ts'
import { startCuttingProxy } from './cutting-proxy.ts'

const MONTH_DAYS = 20
/** A machine that runs other tests too. */
const BUSY = { timeout: 20_000 }
/** Reconnections need not wait long here, but a server that is busy is not asked without a pause. */
const wait = async () => setTimeout(20)

describe('following a live server', () => {
  let server: LiveServer
  let person: LivePerson
  let client: TributaryClient
  beforeAll(async () => {
    server = await startLiveServer()
    person = await livePerson(server)
    client = person.client
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  /** Imports some films of a month. Returns the id of the job. */
  async function importFilms(month: number): Promise<string> {
    const lines = Array.from({ length: MONTH_DAYS }, (_, n) => `"Film ${month}-${n}","${month}/${n + 1}/26"`)
    const file = new File([`Title,Date\n${lines.join('\n')}\n`], 'history.csv')
    return (await netflixImportFile({ client, body: { file, dateOrder: 'mdy' } })).data.id
  }

  test('a job is shown with each change, last as it has ended', async () => {
    const id = await importFilms(1)
    const shown = await Array.fromAsync(jobsFollowJob({ client, path: { id } }))
    expect(shown.at(-1)).toMatchObject({ id, status: 'succeeded', inserted: MONTH_DAYS })
    expect(shown.filter(({ status }) => status === 'succeeded')).toHaveLength(1)
  })

  test('changes come with cursors that lead to what follows', async () => {
    const { data } = await changesListChanges({ client, query: { types: ['item'], cursor: 'now' } })
    const query = { types: ['item'], cursor: data.nextCursor }
    await importFilms(2)
    const first: ChangesChange[] = []
    let cursor = ''
    for await (const followed of changesFollowChanges({ client, query })) {
      first.push(followed.change)
      cursor = followed.cursor
      if (first.length === 5) break
    }
    const rest = await Array.fromAsync(
      items(changesListChanges, { client, query: { types: ['item'], cursor } }),
    )
    const ids = [...first, ...rest].map((change) => change.id)
    expect(new Set(ids).size).toBe(MONTH_DAYS)
  })

  test('a follower whose connections are cut again and again has the state of the server', async () => {
    await using proxy = await startCuttingProxy(server.url)
    const before = (await Array.fromAsync(items(libraryListItems, { client }))).length
    const follower = person.clientWith(fetch, proxy.url)
    const controller = new AbortController()
    const known = new Map<string, unknown>()
    let deletions = 0
    let reconnections = 0
    const onReconnect = () => (reconnections += 1)
    const done = (async () => {
      const options = { client: follower, types: ['item'], signal: controller.signal, wait, onReconnect }
      for await (const { changes } of followChanges(options)) {
        for (const { id, change, resource } of changes) {
          if (change === 'delete') deletions += 1
          if (change === 'delete') known.delete(id)
          else known.set(id, resource)
        }
        // In the middle of what arrives.
        if (known.size % 7 === 3) proxy.cut()
      }
    })()
    for (const month of [3, 4, 5]) {
      await person.jobEnd(await importFilms(month))
      proxy.cut()
    }
    await expect.poll(() => known.size, BUSY).toBe(before + 3 * MONTH_DAYS)
    await netflixDeleteData({ client, query: { data: 'delete' } })
    await person.jobEnd(await importFilms(6))
    await expect.poll(() => deletions, BUSY).toBe(before + 3 * MONTH_DAYS)
    await expect.poll(() => known.size, BUSY).toBe(MONTH_DAYS)
    const list = await Array.fromAsync(items(libraryListItems, { client }))
    expect([...known.values()]).toEqual(expect.arrayContaining(list))
    expect(known.size).toBe(list.length)
    controller.abort()
    await done
    expect(reconnections).toBeGreaterThanOrEqual(3)
  })

  test('a cursor of another database is refused with CHANGES_START_OVER', async () => {
    const first = await followChanges({ client }).next()
    const { cursor = '' } = first.value ?? {}
    expect(cursor).not.toBe('')
    await using other = await startLiveServer()
    const stranger = await livePerson(other)
    const refused = followChanges({ client: stranger.client, cursor }).next()
    await expect(refused).rejects.toMatchObject({ status: 410, code: 'CHANGES_START_OVER' })
    // Another server is started.
  }, 120_000)
})
