import { IntegrationError } from '@tributary/integration-kit'
import { sql } from 'kysely'
import { Type } from 'typebox'
import { beforeEach, describe, expect, it } from 'vitest'
import { pageOf } from '../scripted-integration.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

/** A provider that forgets where a stream was: Google's sync tokens, Dropbox's cursors, and 410 in general. */
export function cursorExpired(bench: Bench): void {
  describe('a stream with an expired cursor', () => {
    beforeEach(() => {
      bench.connections.connect()
      bench.integration = accountIntegration([httpStream('one'), httpStream('two')])
    })
    const cursors = async () =>
      Object.fromEntries(
        (await bench.server.db.selectFrom('sync_cursors').select(['stream', 'cursor']).execute()).map(
          ({ stream, cursor }) => [stream, cursor.value],
        ),
      )
    const runs = () => bench.server.db.selectFrom('test_runs').select(['status', 'code']).execute()
    /** Five records from the beginning; later positions of stream `one` are forgotten. */
    const forgetful = () => {
      bench.provider.answer = ({ pathname, searchParams }) => {
        if (searchParams.get('after') === '0') return { body: { items: pageOf(0, 5).records } }
        return pathname === '/one' ? { status: 410 } : { body: { items: pageOf(5, 6).records } }
      }
    }

    it('alone starts over, with a warning, and nothing is paused', async () => {
      forgetful()
      await bench.sync()
      bench.provider.asked.length = 0
      const row = await bench.sync()
      expect(row).toMatchObject({
        status: 'succeeded',
        error_code: null,
        inserted: 1,
        unchanged: 5,
        warnings: [
          'one: account.example no longer accepts the saved position (410). Reading again from the beginning.',
        ],
      })
      expect(bench.provider.asked).toEqual(['GET /one?after=5', 'GET /one?after=0', 'GET /two?after=5'])
      expect(await cursors()).toEqual({ one: 5, two: 6 })
      expect(await runs()).toEqual([
        { status: 'succeeded', code: null },
        { status: 'succeeded', code: null },
      ])
    })

    it('starts over with a warning if the stored cursor does not match the stream’s schema', async () => {
      bench.integration = accountIntegration([{ ...httpStream('one'), cursor: Type.Number() }])
      bench.provider.answer = () => ({ body: { items: pageOf(0, 5).records } })
      await bench.sync()
      await sql`update sync_cursors set cursor = '{"value": {"page": 3}}'`.execute(bench.server.db)
      bench.provider.asked.length = 0
      expect(await bench.sync()).toMatchObject({
        status: 'succeeded',
        unchanged: 5,
        warnings: ['one: The saved position is not one of this version. Reading again from the beginning.'],
      })
      expect(bench.provider.asked).toEqual(['GET /one?after=0'])
      expect(await cursors()).toEqual({ one: 5 })
      // The next run has nothing to say.
      expect(await bench.sync()).toMatchObject({ warnings: [] })
    })

    it('starts over by the result of `classify`, and in a back-fill', async () => {
      bench.integration = accountIntegration([httpStream('one')], {
        api: {
          baseUrl: 'https://account.example',
          classify: ({ body }) =>
            (body as { error?: string }).error === 'reset'
              ? new IntegrationError('cursor_expired', 'The list of files was reset.')
              : undefined,
        },
      })
      bench.provider.answer = ({ searchParams }) =>
        searchParams.get('after') === '0'
          ? { body: { items: pageOf(0, 5).records } }
          : { status: 409, body: { error: 'reset' } }
      const id = await bench.submit({ kind: 'backfill', trigger: 'connect' })
      await sql`update import_jobs set cursors = '{"one": 40}' where id = ${id}`.execute(bench.server.db)
      expect(await bench.run(id)).toMatchObject({
        status: 'succeeded',
        inserted: 5,
        cursors: { one: 5 },
        warnings: ['one: The list of files was reset. Reading again from the beginning.'],
      })
    })

    it('keeps the cursors of another connection of the person', async () => {
      const other = bench.connections.idOf({ userId: 'ada', integration: 'account' })
      forgetful()
      await bench.sync()
      bench.connections.connect()
      await bench.sync()
      bench.provider.answer = ({ searchParams }) =>
        searchParams.get('after') === '0' ? { status: 503 } : { status: 410 }
      await bench.sync()
      const left = await bench.server.db
        .selectFrom('sync_cursors')
        .select(['connection_id', 'stream'])
        .orderBy('stream')
        .execute()
      expect(left).toEqual([
        { connection_id: other, stream: 'one' },
        { connection_id: other, stream: 'two' },
      ])
    })

    it('has no cursor after its restart fails, so that it is not refused again', async () => {
      forgetful()
      await bench.sync()
      bench.provider.answer = ({ searchParams }) =>
        searchParams.get('after') === '0' ? { status: 503 } : { status: 410 }
      await bench.sync()
      expect(await cursors()).toEqual({})
    })

    it('without a cursor treats 410 as the end of the provider’s interface', async () => {
      bench.provider.answer = () => ({ status: 410 })
      expect(await bench.sync()).toMatchObject({
        status: 'failed',
        error_code: 'provider_gone',
        error_message: 'account.example has shut down this interface (410).',
      })
      expect(bench.provider.asked).toEqual(['GET /one?after=0'])
    })

    it('detects the end of the provider’s interface if the restart gets 410 too', async () => {
      forgetful()
      await bench.sync()
      bench.provider.answer = () => ({ status: 410 })
      expect(await bench.sync()).toMatchObject({
        status: 'failed',
        error_code: 'provider_gone',
        // That it was read again from its beginning would not be true.
        warnings: [],
      })
    })
  })
}
