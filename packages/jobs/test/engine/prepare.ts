import { dailyMetricStream, defineIntegration, mediaStream } from '@tributary/integration-kit'
import { Type } from 'typebox'
import { beforeEach, describe, expect, it } from 'vitest'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

const Folders = Type.Object({ folders: Type.Array(Type.String()) })

/** Something that is asked once a run and shared by its streams, like the folders of an account. */
export function prepare(bench: Bench): void {
  describe('the shared data of a run’s streams', () => {
    const folderStream = (id: string) =>
      httpStream(id, {
        async *sync({ prepared }) {
          const { folders } = prepared as { folders: string[] }
          yield { records: folders.map((name) => ({ externalId: `${id}-${name}`, value: name })), cursor: 1 }
        },
      })
    beforeEach(() => {
      bench.connections.connect()
      bench.integration = accountIntegration([folderStream('one'), folderStream('two')], {
        prepare: async ({ http }) => http.get('/folders', { schema: Folders }),
      })
      bench.provider.answer = () => ({ body: { folders: ['a', 'b'] } })
    })

    it('is requested once per run', async () => {
      expect(await bench.sync()).toMatchObject({ status: 'succeeded', inserted: 4, pages: 2 })
      expect(bench.provider.asked).toEqual(['GET /folders'])
      await bench.sync()
      expect(bench.provider.asked).toHaveLength(2)
    })

    it.each([
      [{ status: 503 }, { status: 'queued', error_code: 'upstream', failures: 1 }],
      [
        { status: 429, headers: { 'retry-after': '90' } },
        { status: 'queued', error_code: 'rate_limit' },
      ],
      [{ status: 403 }, { status: 'failed', error_code: 'permission_denied' }],
      [{ body: { folders: 'none' } }, { status: 'failed', error_code: 'invalid_data', rejected: 1 }],
    ])('ends the run if it is unavailable: %o', async (answer, job) => {
      bench.provider.answer = () => answer
      expect(await bench.sync()).toMatchObject({ pages: 0, ...job })
      expect(bench.provider.asked).toHaveLength(1)
    })

    it('records every stream as unread', async () => {
      bench.provider.answer = () => ({ status: 403 })
      await bench.sync()
      const failures = await bench.server.db.selectFrom('test_failures').select(['stream', 'code']).execute()
      expect(failures).toEqual([
        { stream: 'one', code: 'permission_denied' },
        { stream: 'two', code: 'permission_denied' },
      ])
    })

    it('is typed by the definition', () => {
      const parts = { name: 'typed', displayName: 'Typed', version: '1.0.0', description: 'For tests.' }
      const api = { baseUrl: 'https://typed.example' }
      const albums = mediaStream<{ prepared: { readonly folders: readonly string[] } }>({
        id: 'albums',
        displayName: 'Albums',
        async *sync({ prepared }) {
          yield { records: [], cursor: prepared.folders.length }
        },
      })
      const plain = dailyMetricStream({ id: 'days', displayName: 'Days', fields: {}, async *sync() {} })
      const folders = async () => ({ folders: ['a'] })
      const declare = () => {
        defineIntegration({ ...parts, api, prepare: folders, streams: [albums, plain] })
        defineIntegration({
          ...parts,
          api,
          prepare: async ({ http }) =>
            http.get('/folders', { schema: Type.Object({ folders: Type.Array(Type.String()) }) }),
          streams: [albums],
        })
        // @ts-expect-error -- `prepare` returns something else than the stream reads
        defineIntegration({ ...parts, api, prepare: async () => ({ devices: 1 }), streams: [albums] })
      }
      expect(declare).not.toThrow()
    })
  })
}
