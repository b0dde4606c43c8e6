import type { Page } from '@tributary/integration-kit'
import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { renewable } from '../scripted-connections.ts'
import { pageOf } from '../scripted-integration.ts'
import type { TestRecord } from '../test-records.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import { type Bench, WINDOW } from './bench.ts'

export function connectedSync(bench: Bench): void {
  describe('a sync of a connected account', () => {
    const runs = () =>
      bench.server.db
        .selectFrom('test_runs')
        .select(['connection_id', 'status', 'code', 'message', 'missing'])
        .execute()
    const failures = () => bench.server.db.selectFrom('test_failures').selectAll().orderBy('stream').execute()

    it('sends its credentials, newer ones after a refusal, and updates its connection', async () => {
      const account = bench.connections.connect()
      bench.integration = accountIntegration([httpStream('items')])
      const seen: (string | undefined)[] = []
      bench.provider.answer = (url, { headers }) => {
        seen.push(headers.authorization)
        if (headers.authorization !== 'Bearer token-2') return { status: 401 }
        const isFirst = url.searchParams.get('after') === '0'
        return {
          body: {
            items: pageOf(isFirst ? 0 : 10, isFirst ? 10 : 15).records,
            ...(isFirst ? { next: 10 } : {}),
          },
        }
      }
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'succeeded', inserted: 15, pages: 2, connection_id: account.id })
      expect(seen).toEqual(['Bearer token-1', 'Bearer token-2', 'Bearer token-2'])
      expect(await runs()).toEqual([
        { connection_id: account.id, status: 'succeeded', code: null, message: null, missing: [] },
      ])
    })

    it('with permanently refused credentials fails, and updates the connection in the same transaction', async () => {
      bench.connections.connect({ authorizer: renewable(1) })
      bench.integration = accountIntegration([httpStream('items'), httpStream('more')])
      bench.provider.answer = () => ({ status: 401 })
      const row = await bench.sync()
      expect(row).toMatchObject({
        status: 'failed',
        error_code: 'auth_expired',
        error_message: 'Account has ended this. Connect again.',
      })
      expect(bench.provider.asked).toHaveLength(1)
      expect(await runs()).toMatchObject([{ status: 'failed', code: 'auth_expired' }])
      expect(await failures()).toMatchObject([
        { stream: 'items', start_date: WINDOW.startDate, end_date: WINDOW.endDate, code: 'auth_expired' },
        { stream: 'more', code: 'auth_expired' },
      ])
    })

    it('ends together with its connection or not at all', async () => {
      bench.connections.connect()
      bench.integration = accountIntegration([httpStream('items')])
      bench.provider.answer = () => ({ body: { items: [] } })
      const id = await bench.submit()
      await sql`alter table test_runs add constraint broken check (status <> 'succeeded')`.execute(
        bench.server.db,
      )
      await expect(bench.run(id)).rejects.toThrow('broken')
      await sql`alter table test_runs drop constraint broken`.execute(bench.server.db)
      expect(await bench.run(id)).toMatchObject({ status: 'succeeded', fence: 2 })
    })

    it('whose account was disconnected before is cancelled without a request', async () => {
      bench.integration = accountIntegration([httpStream('items')])
      const row = await bench.sync({ connectionId: crypto.randomUUID() })
      expect(row).toMatchObject({ status: 'cancelled', error_code: 'disconnected', pages: 0 })
      expect(row.error_message).toContain('Connect it again')
      expect(bench.provider.asked).toEqual([])
      expect(await runs()).toEqual([])
    })

    it('whose account is disconnected meanwhile is cancelled, not a failure', async () => {
      const account = bench.connections.connect({ authorizer: renewable(1) })
      bench.integration = accountIntegration([httpStream('items')])
      bench.provider.answer = () => {
        bench.connections.disconnect(account)
        return { status: 401 }
      }
      expect(await bench.sync()).toMatchObject({ status: 'cancelled', error_code: 'disconnected' })
      expect(await runs()).toEqual([])
    })

    it.each([
      ['needs_reauth', 'schedule', 'auth_expired', 'Connect the account again'],
      ['needs_reauth', 'manual', 'auth_expired', 'Connect the account again'],
      ['paused', 'schedule', 'paused', 'Resume it first'],
      ['paused', 'manual', 'paused', 'Resume it first'],
    ] as const)(
      'of a connection that is %s ends at once if begun by %s, with what to do',
      async (status, trigger, code, advice) => {
        bench.connections.connect({ status })
        bench.integration = accountIntegration([httpStream('items')])
        const row = await bench.sync({ trigger })
        expect(row).toMatchObject({ status: 'failed', error_code: code })
        expect(row.error_message).toContain(advice)
        expect(bench.provider.asked).toEqual([])
        // The connection is what said no: it learns nothing new.
        expect(await runs()).toEqual([])
      },
    )

    it('reads the streams that are switched on and allowed, and no others', async () => {
      bench.connections.connect({ off: ['off'], grantedScopes: ['read'] })
      bench.integration = accountIntegration([
        httpStream('on'),
        httpStream('off'),
        httpStream('locked', { scopes: ['read', 'sleep'] }),
      ])
      bench.provider.answer = () => ({ body: { items: [] } })
      expect(await bench.sync()).toMatchObject({ status: 'succeeded' })
      expect(bench.provider.asked).toEqual(['GET /on?after=0'])
    })

    it('without any permission names the missing scopes', async () => {
      bench.connections.connect({ grantedScopes: [] })
      bench.integration = accountIntegration([httpStream('one', { scopes: ['sleep'] }), httpStream('two')])
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'failed', error_code: 'permission_denied' })
      expect(row.error_message).toContain('sleep, read')
      expect(bench.provider.asked).toEqual([])
    })

    it('continues with the other streams if one is not permitted, and names the missing scopes', async () => {
      const account = bench.connections.connect({ grantedScopes: ['read', 'sleep'] })
      bench.integration = accountIntegration([
        httpStream('items'),
        httpStream('sleep', { scopes: ['sleep'] }),
        httpStream('more'),
      ])
      bench.provider.answer = ({ pathname }) =>
        pathname === '/sleep' ? { status: 403 } : { body: { items: pageOf(0, 5).records } }
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'partial', error_code: 'permission_denied', fetched: 10, pages: 2 })
      expect(row.error_message).toContain('Missing: sleep')
      expect(await runs()).toMatchObject([
        { connection_id: account.id, status: 'partial', code: 'permission_denied', missing: ['sleep'] },
      ])
      expect(await failures()).toMatchObject([{ stream: 'sleep', code: 'permission_denied' }])
    })

    it('without any permitted stream fails', async () => {
      bench.connections.connect()
      bench.integration = accountIntegration([httpStream('one'), httpStream('two')])
      bench.provider.answer = () => ({ status: 403 })
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'failed', error_code: 'permission_denied' })
      expect(row.error_message).toMatch(/^one: .* two: /)
      expect(await failures()).toHaveLength(2)
    })

    it('tries two streams of an unavailable provider, not each of twenty', async () => {
      bench.connections.connect()
      bench.integration = accountIntegration(Array.from({ length: 20 }, (_, n) => httpStream(`s${n}`)))
      bench.provider.answer = () => ({ status: 503 })
      expect(await bench.sync()).toMatchObject({ status: 'queued', failures: 1, error_code: 'upstream' })
      expect(bench.provider.asked).toHaveLength(2)
    })

    it('reads its other streams although one is unavailable, and reports that at the end', async () => {
      bench.connections.connect()
      bench.integration = accountIntegration([httpStream('broken'), httpStream('items')])
      bench.provider.answer = ({ pathname }) =>
        pathname === '/broken' ? { status: 500 } : { body: { items: pageOf(0, 5).records } }
      const first = await bench.sync()
      expect(first).toMatchObject({ status: 'queued', failures: 1, pages: 1, finished_streams: ['items'] })
      let row = first
      while (row.status === 'queued') row = await bench.run(first.id)
      expect(row).toMatchObject({ status: 'partial', error_code: 'upstream', fence: 5, inserted: 5 })
      expect(bench.provider.asked.filter((line) => line.includes('/items'))).toHaveLength(1)
    })

    it('reads its other streams although the first two are unavailable', async () => {
      bench.connections.connect()
      bench.integration = accountIntegration([httpStream('bad'), httpStream('worse'), httpStream('items')])
      bench.provider.answer = ({ pathname }) =>
        pathname === '/items' ? { body: { items: pageOf(0, 5).records } } : { status: 500 }
      let row = await bench.sync()
      while (row.status === 'queued') row = await bench.run(row.id)
      expect(row).toMatchObject({ status: 'partial', error_code: 'upstream', inserted: 5 })
    })

    it('names the failed stream, also if it is the only one', async () => {
      bench.connections.connect()
      bench.integration = accountIntegration([
        httpStream('sleep', { displayName: 'Sleep' }),
        httpStream('items'),
      ])
      bench.provider.answer = ({ pathname }) =>
        pathname === '/items'
          ? { body: { items: [] } }
          : { status: 400, body: { message: 'Filter not supported' } }
      const row = await bench.sync()
      expect(row.error_message).toBe('Sleep: account.example refused the request (400): Filter not supported')
    })

    it('does not read finished streams again after a rate limit', async () => {
      bench.connections.connect()
      bench.integration = accountIntegration([httpStream('one'), httpStream('two')])
      let limited = true
      bench.provider.answer = ({ pathname }) =>
        pathname === '/two' && limited
          ? { status: 429, headers: { 'retry-after': '120' } }
          : { body: { items: pageOf(0, 5).records } }
      const waiting = await bench.sync()
      expect(waiting).toMatchObject({ status: 'queued', failures: 0, error_code: 'rate_limit' })
      expect(waiting.run_after.getTime() - waiting.updated_at.getTime()).toBe(120_000)
      // No run has ended yet, so no notification is sent.
      expect(await runs()).toEqual([])
      limited = false
      expect(await bench.run(waiting.id)).toMatchObject({ status: 'succeeded', pages: 2 })
      expect(bench.provider.asked.map((line) => line.split('?')[0])).toEqual([
        'GET /one',
        'GET /two',
        'GET /two',
      ])
    })

    it('of public data needs no account and sends no credentials', async () => {
      bench.integration = accountIntegration([httpStream('items')], { public: true })
      let authorization: string | undefined = 'none seen'
      bench.provider.answer = (_url, { headers }) => {
        authorization = headers.authorization
        return { body: { items: pageOf(0, 5).records } }
      }
      expect(await bench.sync()).toMatchObject({ status: 'succeeded', inserted: 5, connection_id: null })
      expect(authorization).toBeUndefined()
      expect(await runs()).toEqual([])
    })

    it('records a repeatedly dying worker with its connection', async () => {
      const account = bench.connections.connect()
      bench.integration = accountIntegration([httpStream('items')])
      const id = await bench.submit({ connectionId: account.id })
      await sql`update import_jobs set status = 'running', stalled = 60 where id = ${id}`.execute(
        bench.server.db,
      )
      expect(await bench.run(id)).toMatchObject({ status: 'failed', error_code: 'worker_died' })
      expect(await runs()).toMatchObject([{ connection_id: account.id, code: 'worker_died' }])
    })

    it('names the streams if more than one could not be read', async () => {
      bench.connections.connect()
      const failing = (id: string, error: IntegrationError) =>
        httpStream(id, {
          // oxlint-disable-next-line require-yield -- it fails before its first page
          async *sync(): AsyncGenerator<Page<TestRecord>> {
            throw error
          },
        })
      bench.integration = accountIntegration([
        failing('one', new IntegrationError('invalid_data', 'Not a list.', { raw: { a: 1 } })),
        failing('two', new IntegrationError('partial_sync', 'The rest comes tomorrow.')),
      ])
      expect(await bench.sync()).toMatchObject({
        status: 'partial',
        error_code: 'invalid_data',
        error_message: 'one: Not a list. two: The rest comes tomorrow.',
        rejected: 1,
        fetched: 1,
      })
    })
  })
}
