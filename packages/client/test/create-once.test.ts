import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  accountsCreateKey,
  accountsListKeys,
  createOnce,
  items,
  jobsCancelJob,
  metricsCreateTemplate,
  metricsListTemplates,
} from '../src/index.ts'
import { type LivePerson, livePerson } from './live/live-person.ts'
import { type LiveServer, startLiveServer } from './live/live-server.ts'

const TEMPLATE = {
  name: 'Morning',
  entries: [{ kind: 'manual' as const, label: 'Mood', type: 'number' as const }],
}

/** What happens to a request: it arrives and its answer is lost, it is lost itself, or something before the server answers. */
type Fate = 'answer lost' | 'lost' | Response

describe('creating something once', () => {
  let server: LiveServer
  let person: LivePerson
  beforeAll(async () => {
    server = await startLiveServer()
    person = await livePerson(server)
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  /** A client whose requests have a fate each, the last ones none. */
  function unluckyClient(...fates: readonly Fate[]) {
    const left = [...fates]
    const keys: (string | null)[] = []
    const client = person.clientWith(async (input, init) => {
      const request = new Request(input, init)
      keys.push(request.headers.get('idempotency-key'))
      const fate = left.shift()
      if (fate instanceof Response) return fate
      if (fate === 'lost') throw new TypeError('fetch failed')
      const response = await fetch(request)
      if (fate === 'answer lost') throw new TypeError('terminated')
      return response
    })
    return { client, keys }
  }

  const waits: number[] = []
  const wait = async (milliseconds: number) => {
    waits.push(milliseconds)
  }
  const countTemplates = async (name: string) => {
    const all = await Array.fromAsync(items(metricsListTemplates, { client: person.client }))
    return all.filter((template) => template.name === name).length
  }

  test('has one effect, although the first answer is lost', async () => {
    const { client, keys } = unluckyClient('lost', 'answer lost')
    const { data, response } = await createOnce(metricsCreateTemplate, { client, body: TEMPLATE }, { wait })
    expect(data.name).toBe(TEMPLATE.name)
    expect(response.headers.get('idempotent-replayed')).toBe('true')
    expect(await countTemplates(TEMPLATE.name)).toBe(1)
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  })

  test('waits for a server that restarts, as long as it says', async () => {
    waits.length = 0
    const { client } = unluckyClient(new Response('', { status: 503, headers: { 'retry-after': '3' } }))
    await createOnce(metricsCreateTemplate, { client, body: { ...TEMPLATE, name: 'Noon' } }, { wait })
    expect(waits).toEqual([3000])
    expect(await countTemplates('Noon')).toBe(1)
  })

  test('uses the key of the caller, which another process may have used before', async () => {
    const options = { body: { ...TEMPLATE, name: 'Night' }, headers: { 'Idempotency-Key': 'night-1' } }
    const first = await createOnce(metricsCreateTemplate, { client: person.client, ...options })
    const again = await createOnce(metricsCreateTemplate, { client: person.client, ...options })
    expect(again.data.id).toBe(first.data.id)
    expect(await countTemplates('Night')).toBe(1)
  })

  test('does not repeat what the server refuses', async () => {
    const { client, keys } = unluckyClient()
    const refused = createOnce(metricsCreateTemplate, { client, body: { ...TEMPLATE, name: '' } }, { wait })
    await expect(refused).rejects.toMatchObject({ status: 400 })
    expect(keys).toHaveLength(1)
  })

  test('gives up after some attempts, with the last failure', async () => {
    const { client, keys } = unluckyClient('lost', 'lost', 'lost')
    const options = { client, body: { ...TEMPLATE, name: 'Never' } }
    await expect(createOnce(metricsCreateTemplate, options, { attempts: 3, wait })).rejects.toThrow(
      'fetch failed',
    )
    expect(keys).toHaveLength(3)
  })

  test('is only for operations that create something', () => {
    const create = () =>
      createOnce(accountsCreateKey, { client: person.session, body: { name: 'a', scopes: [] } })
    // @ts-expect-error -- an act on something that exists
    const act = () => createOnce(jobsCancelJob, { client: person.client, path: { id: '1' } })
    // @ts-expect-error -- a read
    const read = () => createOnce(accountsListKeys, { client: person.client })
    expect([create, act, read]).toHaveLength(3)
  })
})
