import type { Page } from '@tributary/integration-kit'
import { Type } from 'typebox'
import { beforeEach, describe, expect, it } from 'vitest'
import { TURN_MILLISECONDS } from '../../src/engine/run-streams.ts'
import { pageOf } from '../scripted-integration.ts'
import type { TestRecord } from '../test-records.ts'
import { accountIntegration, httpStream } from './account-integration.ts'
import type { Bench } from './bench.ts'

const WHO = 'The integration Account has a defect: '

/** What an author gets wrong shows itself, once, with what to change. */
export function defects(bench: Bench): void {
  describe('a mistake in the code of an integration', () => {
    beforeEach(() => {
      bench.connections.connect()
    })
    const reads = (...pages: readonly unknown[]) => {
      async function* sync() {
        yield* pages as Page<TestRecord>[]
      }
      bench.integration = accountIntegration([httpStream('items', { sync })])
    }
    const throws = (...errors: readonly unknown[]) => {
      const left = [...errors]
      bench.integration = accountIntegration([
        httpStream('items', {
          // oxlint-disable-next-line require-yield -- it fails before its first page
          async *sync() {
            throw left.shift()
          },
        }),
      ])
    }

    it.each<readonly [unknown, string]>([
      [{ cursor: 1 }, 'has no list of records: yield { records: [], … } for an empty page.'],
      [{ records: 'none', cursor: 1 }, 'has no list of records'],
      [
        { records: [] },
        'has a cursor that is not JSON: make it of text, numbers, booleans, null, lists and plain',
      ],
      [
        { records: [], cursor: { since: [new Date()] } },
        'has a cursor that is not JSON (since.0): make it of',
      ],
      [{ records: [], cursor: Number.NaN }, 'has a cursor that is not JSON: '],
      [{ records: [], cursor: { a: 'b\0' } }, 'has a cursor that is not JSON (a): '],
      [{ records: [], cursor: 1, rejected: {} }, 'has "rejected" that is not a list.'],
      [{ records: [], cursor: 1, progress: 40 }, 'has the progress 40: use a number from 0 to 1.'],
      [
        { records: [], cursor: 1, covers: { startDate: '2026-11-01' } },
        'covers from 2026-11-01 to undefined: use two dates, like "2026-11-01".',
      ],
      ['page', 'is string: yield { records, cursor }.'],
    ])('in a page is named with stream and page: %j', async (page, says) => {
      reads(pageOf(0, 2), page)
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'partial', error_code: 'internal', pages: 1, inserted: 2 })
      expect(row.error_message).toContain(`${WHO}page 2 of the stream "items" ${says}`)
    })

    it('in a cursor that does not match its schema is named', async () => {
      const sync = async function* () {
        yield { ...pageOf(0, 2), cursor: 'two' }
      }
      bench.integration = accountIntegration([{ ...httpStream('items', { sync }), cursor: Type.Number() }])
      const { error_message } = await bench.sync()
      expect(error_message).toContain(
        'page 1 of the stream "items" has a cursor that does not match the schema',
      )
    })

    it('is named if a stream is not a generator, and is not retried', async () => {
      bench.integration = accountIntegration([
        httpStream('items', { sync: (async () => pageOf(0, 2)) as never }),
      ])
      expect(await bench.sync()).toMatchObject({
        status: 'failed',
        error_code: 'internal',
        error_message: `${WHO}the stream "items" yields no pages: write "async *sync(context) { … yield { records, cursor } }".`,
      })
    })

    it('that throws the same error twice is given up, with one sentence for the person', async () => {
      const thrown = () => new TypeError("Cannot read properties of undefined (reading 'id')")
      const error = thrown()
      throws(error, error, error)
      const id = await bench.submit()
      const first = await bench.run(id)
      expect(first).toMatchObject({ status: 'queued', error_code: 'internal', failures: 1 })
      expect(first.error_message).toMatch(
        /^The integration Account failed unexpectedly in the stream "items"\. The server's log has the details under the reference [0-9a-f]{8}\.$/,
      )
      const second = await bench.run(id)
      expect(second).toMatchObject({ status: 'failed', error_code: 'internal' })
      expect(second.error_message).toBe(
        `${first.error_message} It failed twice with the same error and is not retried.`,
      )
    })

    it('that throws different errors is retried like others', async () => {
      throws(...Array.from({ length: 5 }, (_, n) => new Error(`chance ${n}`)))
      const id = await bench.submit()
      for (let n = 1; n < 5; n++) expect(await bench.run(id)).toMatchObject({ status: 'queued', failures: n })
      expect(await bench.run(id)).toMatchObject({ status: 'failed', error_code: 'internal' })
    })

    it('of one stream does not prevent reading the others', async () => {
      const broken = (id: string) => httpStream(id, { sync: (() => undefined) as never })
      bench.integration = accountIntegration([broken('one'), broken('two'), httpStream('three')])
      bench.provider.answer = () => ({ body: { items: pageOf(0, 3).records } })
      const row = await bench.sync()
      expect(row).toMatchObject({ status: 'partial', error_code: 'internal', inserted: 3 })
      expect(row.error_message).toContain('one: The integration Account has a defect')
      expect(row.error_message).toContain('two: The integration Account has a defect')
    })

    it('ends a back-fill without progress, which would never end', async () => {
      let now = 0
      const engine = bench.engine
      bench.engine = { ...engine, now: () => now }
      const turn = (cursors: readonly unknown[]) => {
        const left = [...cursors]
        bench.integration = accountIntegration([
          httpStream('items', {
            async *sync() {
              now += TURN_MILLISECONDS + 1
              yield { records: [], cursor: left.shift() as never }
              yield { records: [], cursor: 'more' }
            },
          }),
        ])
      }
      const submit = () => bench.submit({ kind: 'backfill', trigger: 'connect' })
      try {
        turn([1, 2, 3])
        const moving = await submit()
        await bench.run(moving)
        expect(await bench.run(moving)).toMatchObject({
          status: 'queued',
          error_code: null,
          cursors: { items: 2 },
        })
        turn([1, 1])
        const standing = await submit()
        expect(await bench.run(standing)).toMatchObject({ status: 'queued', error_code: null })
        expect(await bench.run(standing)).toMatchObject({
          status: 'partial',
          error_code: 'internal',
          error_message: `${WHO}the stream "items" has read for a minute without changing its cursor: yield a cursor that advances with each page.`,
        })
      } finally {
        bench.engine = engine
      }
    })

    it('in the names of a record is reported with the nearest known one', async () => {
      reads({
        records: [
          { externalID: 'r1', value: 'v' },
          { externalId: 'r2', value: 'v' },
        ],
        cursor: 1,
      })
      expect((await bench.sync()).warnings[0]).toContain(
        'externalID is not a property of this stream: is it "externalId"?',
      )
    })

    it('that rejects all records fails the job, with the reason', async () => {
      reads({ records: [{ value: 'v' }], cursor: 1 })
      expect(await bench.sync()).toMatchObject({ status: 'failed', error_code: 'all_rejected' })
    })
  })
}
