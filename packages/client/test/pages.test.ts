import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as tributary from '../src/index.ts'
import {
  changesListChanges,
  items,
  jobsListJobs,
  libraryListItems,
  metricsListEvents,
  metricsListMetrics,
  netflixImportFile,
  type OperationOptions,
  type Page,
  pages,
  type TributaryClient,
} from '../src/index.ts'
import { AnswerCheck, type Document } from './live/answer-check.ts'
import { type LivePerson, livePerson } from './live/live-person.ts'
import { type LiveServer, startLiveServer } from './live/live-server.ts'

const VIEWINGS = 25

describe('pages and items of a list', () => {
  let server: LiveServer
  let person: LivePerson
  let client: TributaryClient
  beforeAll(async () => {
    server = await startLiveServer()
    person = await livePerson(server)
    client = person.client
    const lines = Array.from({ length: VIEWINGS }, (_, n) => `"Film ${n}","11/${n + 1}/26"`)
    const file = new File([`Title,Date\n${lines.join('\n')}\n`], 'history.csv')
    const { data } = await netflixImportFile({ client, body: { file, dateOrder: 'mdy' } })
    await person.jobEnd(data.id)
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  test('are complete, each item once and in order, whatever the length of a page', async () => {
    const whole = await Array.fromAsync(items(libraryListItems, { client, query: { limit: 500 } }))
    expect(whole).toHaveLength(VIEWINGS)
    for (const limit of [1, 7, 25])
      expect(await Array.fromAsync(items(libraryListItems, { client, query: { limit } }))).toEqual(whole)
    const sizes = await Array.fromAsync(
      pages(libraryListItems, { client, query: { limit: 10 } }),
      (page) => page.items.length,
    )
    expect(sizes).toEqual([10, 10, 5])
  })

  test('go on from the cursor of a query, with its other parameters', async () => {
    const query = { limit: 10, order: 'asc' as const, text: 'Film' }
    const [first, ...rest] = await Array.fromAsync(pages(libraryListItems, { client, query }))
    const cursor = first?.nextCursor ?? ''
    expect(await Array.fromAsync(pages(libraryListItems, { client, query: { ...query, cursor } }))).toEqual(
      rest,
    )
  })

  test('are requested one by one: a loop that ends requests no more', async () => {
    const requests: string[] = []
    const counted = person.clientWith((input, init) => {
      requests.push(new Request(input, init).url)
      return fetch(input, init)
    })
    for await (const { title } of items(libraryListItems, { client: counted, query: { limit: 5 } }))
      if (title === 'Film 19') break
    expect(requests).toHaveLength(2)
  })

  test('stop with a signal, by its reason', async () => {
    const controller = new AbortController()
    const read = async () => {
      for await (const _ of pages(libraryListItems, {
        client,
        query: { limit: 5 },
        signal: controller.signal,
      }))
        controller.abort(new Error('enough'))
    }
    await expect(read()).rejects.toThrow('enough')
  })

  test('of the feed of changes end where there are no more now', async () => {
    const changes = await Array.fromAsync(
      items(changesListChanges, { client, query: { types: ['item'], limit: 10 } }),
    )
    expect(changes).toHaveLength(VIEWINGS)
  })

  test('of a list whose cursor leads to itself end with an error', async () => {
    const broken = async (options: { client: TributaryClient; query?: { cursor?: string } }) =>
      ({
        data: { items: [], nextCursor: options.query?.cursor ?? 'same' },
      }) as unknown as tributary.OperationResult<Page<never>>
    await expect(Array.fromAsync(pages(broken, { client }))).rejects.toThrow('does not end')
  })

  test('exist for every list of the document', async () => {
    const document = (await (await fetch(`${server.directUrl}/openapi.json`)).json()) as Document
    const { lists } = new AnswerCheck(document)
    expect(lists.length).toBeGreaterThan(20)
    const path = { id: (await jobsListJobs({ client })).data.items[0]?.id ?? '', type: 'plugin_settings' }
    for (const id of lists) {
      const list = (tributary as unknown as Record<string, typeof jobsListJobs>)[id]
      if (list === undefined) throw new Error(`${id} is missing`)
      // The values of a facet are those of one.
      const query = id === 'enrichmentListFacets' ? { query: { facet: 'genre' } } : {}
      const options = { client, path, ...query } as unknown as OperationOptions<typeof list>
      if (id === 'pluginsListHealthChecks') {
        // Nothing that this server is configured with is checked periodically.
        await expect(pages(list, options).next()).rejects.toMatchObject({ code: 'PLUGINS_NO_SUBJECT' })
        continue
      }
      if (id === 'accountsListSessions' || id === 'signInListIdentities') {
        // Sessions and identities are only shown to a session, so that the key is not sent.
        await expect(pages(list, options).next()).rejects.toMatchObject({ code: 'KERNEL_NOT_SIGNED_IN' })
        continue
      }
      const page = await pages(list, options).next()
      expect(page.value, id).toMatchObject({ items: expect.any(Array) })
    }
  })

  test('have the types of their operation', async () => {
    for await (const { status } of items(jobsListJobs, { client, query: { status: 'failed' } }))
      status satisfies 'queued' | 'running' | 'succeeded' | 'partial' | 'failed' | 'cancelled'
    for await (const { metric } of items(metricsListMetrics, { client })) metric satisfies string
    // @ts-expect-error -- a status that the document does not have
    const misspelled = () => items(jobsListJobs, { client, query: { status: 'failing' } })
    // @ts-expect-error -- not a list
    const notAList = () => items(tributary.jobsGetJob, { client, path: { id: '1' } })
    // @ts-expect-error -- without a client
    const nobody = () => items(metricsListEvents, { query: { limit: 1 } })
    expect([misspelled, notAList, nobody]).toHaveLength(3)
  })
})
