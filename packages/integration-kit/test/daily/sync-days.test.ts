import { describe, expect, it } from 'vitest'
import type { DaysRead } from '../../src/daily/days-read.ts'
import { syncDays } from '../../src/daily/sync-days.ts'
import type { DateRange } from '../../src/dates/date-range.ts'
import { IntegrationError } from '../../src/integration-error.ts'
import type { IntegrationErrorCode } from '../../src/integration-error-codes.ts'
import type { Page } from '../../src/stream.ts'

const window = { startDate: '2026-11-01', endDate: '2026-11-15' }
const context = {
  window,
  cursor: undefined,
  signal: new AbortController().signal,
  now: () => Date.parse('2026-11-21T12:00:00Z'),
}
const NOTHING = { records: [], rejected: [] }

/** The pages until the end or an error, and the error. */
async function run<Row extends { readonly date: string }>(
  read: (range: DateRange) => Promise<DaysRead<Row>>,
): Promise<{ pages: Page<Row>[]; error: unknown }> {
  const pages: Page<Row>[] = []
  try {
    for await (const page of syncDays(context, { chunkDays: 5, read })) pages.push(page)
    return { pages, error: undefined }
  } catch (error) {
    return { pages, error }
  }
}

/** Refuses the chunk in the middle. */
const refusing = (code: IntegrationErrorCode) => async (range: DateRange) => {
  if (range.startDate === '2026-11-06') throw new IntegrationError(code, 'Refused.')
  return NOTHING
}
const coveredBy = ({ pages }: { pages: Page<unknown>[] }) => pages.map(({ covers }) => covers?.startDate)

describe('a chunk that cannot be read', () => {
  it('does not affect others, and is reported at the end', async () => {
    const result = await run(refusing('invalid_data'))
    expect(coveredBy(result)).toEqual(['2026-11-11', '2026-11-01'])
    expect(result.error).toMatchObject({ code: 'invalid_data', message: 'Refused.' })
  })

  it.each(['permission_denied', 'upstream', 'rate_limit', 'auth_expired', 'action_required'] as const)(
    'ends the run there for %s',
    async (code) => {
      const result = await run(refusing(code))
      expect(coveredBy(result)).toEqual(['2026-11-11'])
      expect(result.error).toMatchObject({ code })
    },
  )
})

it('withdraws wrong values, except those that the same dates have now', async () => {
  const { pages } = await run(async () => ({
    ...NOTHING,
    records: [{ field: 'sleepLength', date: '2026-11-12', value: 30 }],
    withdrawn: ['sleepLength', 'bedTime'].map((field) => ({ field, date: '2026-11-12' })),
  }))
  expect(pages[0]?.withdrawn).toEqual([{ field: 'bedTime', date: '2026-11-12' }])
  expect(pages.slice(1).flatMap(({ withdrawn = [] }) => withdrawn)).toEqual([])
})

it('reads events as well, each in the page of its date', async () => {
  const event = { externalId: 'a', date: '2026-11-03' }
  const { pages } = await run(async () => ({ ...NOTHING, records: [event] }))
  expect(pages.map(({ records }) => records)).toEqual([[], [], [event]])
})
