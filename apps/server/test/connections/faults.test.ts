import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportJob } from '@tributary/integration-host'
import type { ProviderSimulator } from '@tributary/provider-simulator'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BAY_ENVIRONMENT, bay, startBay } from './bay.ts'
import { type ConnectedServer, startConnectedServer } from './connected-server.ts'
import type { Person } from './person.ts'

let provider: ProviderSimulator
let server: ConnectedServer
let ada: Person

beforeAll(async () => {
  provider = await startBay()
  server = await startConnectedServer({
    integrations: [bay],
    worker: true,
    endpoints: provider.endpoints,
    environment: BAY_ENVIRONMENT,
  })
  ada = await server.person('ada')
})

afterAll(async () => {
  await server.stop()
  await provider.stop()
})

beforeEach(async () => {
  provider.controls.clearFaults()
  provider.controls.change({ retired: false, omit: [] })
  await ada.delete('/api/bay?data=delete')
  await sql`delete from notifications`.execute(server.db)
})

/** What must not go on for ever. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + 20_000
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > end) throw new Error('it does not come to that')
    await sleep(20)
  }
}

const ENDED = new Set(['succeeded', 'partial', 'failed', 'cancelled'])
const jobs = async () => (await ada.get('/api/jobs?limit=50')).body.items as ImportJob[]
const quiet = () =>
  until(async () => ((await jobs()).every(({ status }) => ENDED.has(status)) ? true : undefined))

async function connect(scopes?: readonly string[]): Promise<void> {
  const callback = await provider.authorize(await ada.begin('bay'), scopes === undefined ? {} : { scopes })
  expect(await ada.comeBack(callback)).toMatchObject({ status: 303 })
  await quiet()
}

async function sync(): Promise<ImportJob> {
  const { status, body } = await ada.post('/api/bay/sync')
  expect(status).toBe(202)
  return until(async () => {
    const job = (await ada.get(`/api/jobs/${body.id}`)).body as ImportJob
    return ENDED.has(job.status) || (job.status === 'queued' && job.error !== null) ? job : undefined
  })
}

const connection = async () => (await ada.get('/api/bay')).body.connections[0]
const notices = async () =>
  (await ada.get('/api/notifications')).body.items as { kind: string; message: string; path: string }[]

describe('failures of a provider', () => {
  it('none: both streams are imported, and the connection has the time', async () => {
    await connect()
    expect(await sync()).toMatchObject({ status: 'succeeded', fetched: 2 })
    expect(await connection()).toMatchObject({ status: 'connected', accountName: 'Ada', lastError: null })
    expect((await connection()).lastSyncAt).not.toBeNull()
  })

  it('none, but the stream has a warning: the job and a notification show it', async () => {
    await connect()
    const body = { items: [], warning: 'Plays before noon are gone.' }
    provider.controls.inject({ kind: 'status', path: 'api.bay.example/v1/plays', status: 200, body })
    expect(await sync()).toMatchObject({ status: 'succeeded', warnings: ['Plays before noon are gone.'] })
    const path = `/connections/${(await connection()).id}`
    const message = 'Plays before noon are gone.'
    expect(await notices()).toMatchObject([{ kind: 'sync_warning', message, path }])
  })

  it('the same fault of records is notified once, although each sync finds it in another record, and another fault again', async () => {
    await connect()
    const good = { id: 'good', title: 'Good', date: '2026-03-01' }
    const syncWith = async (...bad: { id: string; title: string; date: string }[]) => {
      const body = { items: [good, ...bad] }
      provider.controls.inject({ kind: 'status', path: 'api.bay.example/v1/plays', status: 200, body })
      const job = await sync()
      expect(job).toMatchObject({ status: 'partial', rejected: bad.length })
      return job
    }
    const told = {
      kind: 'records_rejected',
      message: expect.stringContaining('Plays: occurredOn ') as string,
      path: `/jobs?connectionId=${(await connection()).id}&status=partial`,
    }
    const job = await syncWith({ ...good, id: 'bad 1', date: 'March' })
    expect(job.warnings).toMatchObject([expect.stringContaining('All are stored with the reason')])
    const [first] = await notices()
    expect(await notices()).toMatchObject([told])
    // Neither added to nor changed, which would be news as well.
    await syncWith({ ...good, id: 'bad 2', date: 'April' })
    expect(await notices()).toEqual([first])
    await ada.post('/api/notifications/read')
    await syncWith({ ...good, id: 'bad 3', date: 'May' }, { ...good, id: 'bad 4', date: 'June' })
    expect(await notices()).toMatchObject([told])
    await syncWith({ ...good, id: '' })
    expect(await notices()).toMatchObject([
      { kind: 'records_rejected', message: expect.stringContaining('Plays: externalId ') as string },
      told,
    ])
  })

  it('an expired access token is refreshed once, without a notification', async () => {
    await connect()
    const before = provider.controls.tokenCalls().refresh_token
    provider.controls.expireAccessTokens()
    expect(await sync()).toMatchObject({ status: 'succeeded' })
    expect(provider.controls.tokenCalls().refresh_token - before).toBe(1)
    expect(await notices()).toEqual([])
  })

  it('withdrawn access asks the person to reconnect', async () => {
    await connect()
    provider.controls.revokeConsent('ada')
    expect(await sync()).toMatchObject({ status: 'failed', error: { code: 'auth_expired' } })
    expect(await connection()).toMatchObject({
      status: 'needs_reauth',
      reason: expect.stringMatching(/withdrawn.*Connect again/),
      reasonCode: 'credentials_rejected',
    })
    expect(await notices()).toMatchObject([{ kind: 'connection_needs_reauth' }])
    expect((await ada.post('/api/bay/sync')).body).toMatchObject({ code: 'INTEGRATION_NOT_CONNECTED' })
    await connect()
    expect(await connection()).toMatchObject({ status: 'connected', reason: null })
  })

  it('a connection ended after seven days by a client in testing is reported as such', async () => {
    await connect()
    provider.controls.revokeConsent('ada')
    await sql`update user_integrations set consented_at = now() - interval '7 days 1 hour'`.execute(server.db)
    await sync()
    expect(await connection()).toMatchObject({
      reason: 'Your Bay app is still in testing: publish it and reconnect.',
    })
  })

  it('an unticked scope does not affect the other stream, and is named', async () => {
    await connect(['plays'])
    expect(await connection()).toMatchObject({
      status: 'needs_permission',
      reasonCode: 'scope_missing',
      missingScopes: ['activity'],
    })
    expect(await notices()).toMatchObject([
      { kind: 'connection_needs_permission', message: expect.stringMatching(/Missing: activity/) },
    ])
    expect(await sync()).toMatchObject({ status: 'succeeded', fetched: 1 })
    expect(await connection()).toMatchObject({ status: 'needs_permission' })
    await connect()
    expect(await connection()).toMatchObject({ status: 'connected', missingScopes: [] })
    expect(await sync()).toMatchObject({ status: 'succeeded', fetched: 2 })
  })

  it('the requested scopes count as granted if the provider names none, whatever is chosen meanwhile', async () => {
    provider.controls.change({ omit: ['scope'] })
    await connect()
    expect((await connection()).grantedScopes.toSorted()).toEqual(['activity', 'plays'])
    await ada.patch('/api/bay', { streams: { activity: false } })
    const url = await ada.begin('bay')
    await ada.patch('/api/bay', { streams: { activity: true } })
    expect(await ada.comeBack(await provider.authorize(url))).toMatchObject({ status: 303 })
    expect(await connection()).toMatchObject({
      status: 'needs_permission',
      grantedScopes: ['plays'],
      missingScopes: ['activity'],
    })
    await quiet()
  })

  it('a scope revoked later is detected by the response', async () => {
    await connect()
    provider.controls.dropScope('activity', 'ada')
    expect(await sync()).toMatchObject({ status: 'partial', error: { code: 'permission_denied' } })
    expect(await connection()).toMatchObject({ status: 'needs_permission' })
  })

  it('429 waits as requested, and is not a failure', async () => {
    await connect()
    provider.controls.inject({
      kind: 'status',
      path: 'api.bay.example/v1/plays',
      status: 429,
      retryAfter: 40,
    })
    const job = await sync()
    expect(job).toMatchObject({ status: 'queued', error: { code: 'rate_limit' } })
    expect(Date.parse(job.runAfter ?? '') - Date.now()).toBeGreaterThan(30_000)
    expect(await connection()).toMatchObject({ status: 'connected' })
  })

  it.each([
    { fault: { kind: 'status', status: 500 }, code: 'upstream' },
    { fault: { kind: 'status', status: 503 }, code: 'upstream' },
    { fault: { kind: 'cut' }, code: 'upstream' },
  ] as const)('$fault.kind $fault.status is tried again later', async ({ fault, code }) => {
    await connect()
    provider.controls.inject({ ...fault, path: 'api.bay.example/v1/plays' })
    expect(await sync()).toMatchObject({ status: 'queued', error: { code } })
    expect(await connection()).toMatchObject({ status: 'connected' })
  })

  it.each(['malformed', 'truncated'] as const)(
    'a %s response is rejected, and the other stream is imported',
    async (kind) => {
      await connect()
      provider.controls.inject({ kind, path: 'api.bay.example/v1/plays' })
      expect(await sync()).toMatchObject({ status: 'partial', error: { code: 'invalid_data' }, rejected: 1 })
    },
  )

  it('a discontinued API pauses the connection permanently', async () => {
    await connect()
    provider.controls.change({ retired: true })
    expect(await sync()).toMatchObject({ status: 'failed', error: { code: 'provider_gone' } })
    expect(await connection()).toMatchObject({
      status: 'paused',
      reason: expect.stringMatching(/shut down this interface/),
      reasonCode: 'provider_gone',
    })
    expect(await notices()).toMatchObject([{ kind: 'connection_paused' }])
  })

  it('ten failures in a row pause it, with a notification, and the person can resume it', async () => {
    await connect()
    await sql`update user_integrations set failures = 9`.execute(server.db)
    provider.controls.inject({ kind: 'status', status: 400, times: 4 })
    expect(await sync()).toMatchObject({ status: 'failed' })
    expect(await connection()).toMatchObject({
      status: 'paused',
      reason: expect.stringMatching(/10 syncs in a row/),
      reasonCode: 'failed_repeatedly',
    })
    expect(await notices()).toMatchObject([{ kind: 'connection_paused' }])
    provider.controls.clearFaults()
  })
})

describe('disconnecting', () => {
  it('revokes at the provider within a moment, and deletes the credentials at once', async () => {
    await connect()
    expect((await ada.delete('/api/bay')).status).toBe(204)
    expect(await connection()).toMatchObject({ status: 'disconnected', grantedScopes: [] })
    const revoked = () => provider.controls.requests().some(({ path }) => path === 'login.bay.example/revoke')
    await until(async () => (revoked() ? true : undefined))
    await until(async () => ((await server.countStored()).secrets === 0 ? true : undefined))
    expect((await ada.delete('/api/bay')).body).toMatchObject({ code: 'INTEGRATION_NOTHING_TO_DISCONNECT' })
  })

  it('keeps the revocation for later while the provider is unavailable', async () => {
    await connect()
    provider.controls.inject({ kind: 'status', path: 'login.bay.example/revoke', status: 503 })
    await ada.delete('/api/bay')
    const waiting = await until(async () => {
      const { rows } = await sql<{
        attempts: number
        last_error: string | null
      }>`select attempts, last_error from revocations`.execute(server.db)
      return rows[0]?.last_error == null ? undefined : rows[0]
    })
    expect(waiting).toMatchObject({ attempts: 1, last_error: expect.stringMatching(/503/) })
    await sql`update revocations set next_at = now()`.execute(server.db)
    const { connectionAccess } = await import('@tributary/connections')
    await server.kernel.getService(connectionAccess).maintain(new AbortController().signal)
    const { rows } = await sql`select 1 from revocations`.execute(server.db)
    expect(rows).toEqual([])
  })

  it('keeps or deletes the data, as requested', async () => {
    await connect()
    await sync()
    const items = async () => (await ada.get('/api/library/items?integration=bay')).body.items
    expect(await items()).toHaveLength(1)
    await ada.delete('/api/bay?data=keep')
    expect(await items()).toHaveLength(1)
    await ada.delete('/api/bay?data=delete')
    expect(await items()).toHaveLength(0)
  })
})
