import { expect, test } from 'vitest'
import { isoInstant } from '../src/index.ts'
import { describeDatabase } from './describe-database.ts'

describeDatabase('values', (start) => {
  test('are exact: instants to the millisecond, dates without a zone, large numbers', async () => {
    const { database } = await start()
    const client = await database.pool.connect()
    try {
      for (const zone of ['UTC', 'Asia/Kolkata', 'America/St_Johns']) {
        await client.query(`set timezone to '${zone}'`)
        for (const instant of [
          '2026-03-01T12:34:56.789Z',
          '2026-03-01T12:34:56.000Z',
          '2026-12-31T23:59:59.999Z',
          '1969-07-20T20:17:40.100Z',
          '0099-01-01T00:00:00.000Z',
        ]) {
          const { rows } = await client.query('select $1::timestamptz as at', [instant])
          expect(rows).toEqual([{ at: new Date(instant) }])
          const { rows: texts } = await client.query('select $1::timestamptz::text as at', [instant])
          expect(isoInstant(texts[0].at)).toBe(instant)
          expect(isoInstant(new Date(instant))).toBe(instant)
        }
        const { rows } = await client.query(`
          select '2026-03-01 12:00:00.1239994+00'::timestamptz as finer, '12345-06-07 00:00:00+00'::timestamptz as late,
            '0044-03-15 12:00:00+00 BC'::timestamptz as early, '2026-03-29'::date as day, 9007199254740991 as whole`)
        expect(rows).toEqual([
          {
            finer: new Date('2026-03-01T12:00:00.123Z'),
            late: new Date('+012345-06-07T00:00:00.000Z'),
            early: new Date('-000043-03-15T12:00:00.000Z'),
            day: '2026-03-29',
            whole: 9_007_199_254_740_991,
          },
        ])
        const { rows: texts } = await client.query(`
          select '2026-03-01 12:00:00.1239994+00'::timestamptz::text as finer, '2026-03-01 12:00:00.5+00'::timestamptz::text as half,
            '12345-06-07 00:00:00+00'::timestamptz::text as late, '0044-03-15 12:00:00+00 BC'::timestamptz::text as early`)
        expect(Object.values(texts[0]).map((text) => isoInstant(String(text)))).toEqual([
          '2026-03-01T12:00:00.123Z',
          '2026-03-01T12:00:00.500Z',
          '+012345-06-07T00:00:00.000Z',
          '-000043-03-15T12:00:00.000Z',
        ])
      }
      await client.query('reset timezone')
      await expect(client.query('select 9007199254740992 as beyond')).rejects.toThrow('select it as text')
    } finally {
      client.release()
    }
  })
})
