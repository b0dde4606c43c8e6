import { IntegrationError } from '@tributary/integration-kit'
import { describe, expect, test } from 'vitest'
import { checkAccounts } from '../../src/streams/check-accounts.ts'
import { checkBackfill } from '../../src/streams/check-backfill.ts'
import { checkDuplicates } from '../../src/streams/check-duplicates.ts'
import { checkFault, PASSING_FAULTS } from '../../src/streams/check-faults.ts'
import { checkLaterWindow, checkResume } from '../../src/streams/check-resume.ts'
import { checkToday } from '../../src/streams/check-today.ts'
import { benchOf, days, fetchNotes, goodNotes, noteRecord, notes } from './counter-provider.ts'

const fault = (name: string) => PASSING_FAULTS.filter((each) => each.name.startsWith(name))

describe('a correct stream passes:', () => {
  test.each([
    ['a feed', goodNotes],
    ['days', days({ coveredDaysAgo: 1 })],
  ])('%s', async (_, stream) => {
    await using bench = await benchOf(stream)
    await checkResume(bench, stream)
    await checkLaterWindow(bench, stream)
    for (const passing of PASSING_FAULTS) await checkFault(bench, stream, passing)
    expect(await checkToday(bench, stream)).toBeUndefined()
    expect(await checkAccounts(bench, stream)).toBeUndefined()
    await checkBackfill(bench, stream)
  })
})

describe('the fault of a stream is reported when', () => {
  /** Reads with a cursor that is made in another way. */
  const feedWith = (
    cursorOf: (after: number, count: number) => number,
    begins: (cursor: unknown) => number = Number,
  ) =>
    notes(async function* (context) {
      for (let after = begins(context.cursor ?? 0); ; ) {
        const items = await fetchNotes(context, after)
        if (items.length === 0) return
        yield { records: items.map(noteRecord), cursor: cursorOf(after, items.length) }
        after += items.length
      }
    })

  test('its cursor loses a page', async () => {
    const stream = feedWith((after, count) => after + 2 * count)
    await using bench = await benchOf(stream)
    await expect(checkResume(bench, stream)).rejects.toThrow(
      /^Killed after page 1 and resumed: 9 records are missing: \{"externalId":"ada-9"/,
    )
  })

  test('it resumes the next window at the position of the last one', async () => {
    const dates = days({
      coveredDaysAgo: 1,
      from: (cursor) => (cursor === undefined ? undefined : '9999-01-01'),
    })
    await using bench = await benchOf(dates)
    await expect(checkLaterWindow(bench, dates)).rejects.toThrow(
      /^Killed after page 1 and read again a day later: .*(missing|different)/,
    )
  })

  test('it duplicates what it reads again', async () => {
    let run = 0
    const stream = notes(async function* (context) {
      run += 1
      const items = await fetchNotes(context, 0)
      yield { records: items.map((item) => noteRecord({ ...item, id: `${run} ${item.id}` })), cursor: null }
    })
    await using bench = await benchOf(stream)
    await expect(checkLaterWindow(bench, stream)).rejects.toThrow(
      /not delivered by a run without interruption|missing/,
    )
  })

  test('its back-fill starts again in each turn', async () => {
    const stream = feedWith(
      (after) => after,
      () => 0,
    )
    await using bench = await benchOf(stream)
    await expect(checkBackfill(bench, stream)).rejects.toThrow(/turns of a page and does not end/)
  })

  test('it yields the same page forever', async () => {
    const stream = notes(async function* (context) {
      for (;;) yield { records: (await fetchNotes(context, 0)).map(noteRecord), cursor: 0 }
    })
    await using bench = await benchOf(stream)
    await expect(checkBackfill(bench, stream)).rejects.toThrow(
      'the stream "notes" yields the same page again and again and does not end; its cursor is 0',
    )
  })

  test.each([
    ['429', 429],
    ['503', 503],
  ])('its integration treats %s as a refusal', async (name, status) => {
    const classify = (met: { readonly status: number }) =>
      met.status === status ? new IntegrationError('permission_denied', 'You may not.') : undefined
    await using bench = await benchOf(goodNotes, { classify })
    for (const passing of fault(name))
      await expect(checkFault(bench, goodNotes, passing)).rejects.toThrow(
        /becomes an error of the code "permission_denied" \(You may not\.\), and is "(rate_limit|upstream)": correct `classify`/,
      )
  })

  test('its integration ignores the wait requested by the provider', async () => {
    const stream = notes(async function* (context) {
      const items = await fetchNotes(context, 0).catch(() => {
        throw new IntegrationError('rate_limit', 'Slowly.')
      })
      yield { records: items.map(noteRecord), cursor: null }
    })
    await using bench = await benchOf(stream)
    const [timed] = fault('429 with a time')
    if (timed === undefined) throw new Error('there is no such fault')
    await expect(checkFault(bench, stream, timed)).rejects.toThrow(
      '429 with a time asks to wait for 40 s, and the error says nothing of it',
    )
  })

  test.each(['503', 'an answer that is cut off'])('it skips a page after %s', async (name) => {
    const stream = notes(async function* (context) {
      for (let after = Number(context.cursor ?? 0); after < 56; after += 9)
        yield {
          records: (await fetchNotes(context, after).catch(() => [])).map(noteRecord),
          cursor: after + 9,
        }
    })
    await using bench = await benchOf(stream)
    for (const passing of fault(name))
      await expect(checkFault(bench, stream, passing)).rejects.toThrow(
        `${name} at request 1: 9 records are missing`,
      )
  })

  test('it identifies items by their place on a page', async () => {
    const stream = notes(async function* (context) {
      const items = await fetchNotes(context, 0)
      yield {
        records: items.map((item, index) => noteRecord({ ...item, id: `${item.id} ${index}` })),
        cursor: null,
      }
    })
    await using bench = await benchOf(stream)
    await expect(checkDuplicates(bench, stream)).rejects.toThrow(
      /^With items that come twice: 2 records are not delivered by a run without interruption/,
    )
  })

  test.each([-1, 0])('it covers the day %i days ago', async (coveredDaysAgo) => {
    const stream = days({ coveredDaysAgo })
    await using bench = await benchOf(stream)
    await expect(checkToday(bench, stream)).rejects.toThrow(/a day that is not over anywhere/)
  })

  test('it does not read a day again that it has read before its end', async () => {
    const stream = days({
      coveredDaysAgo: 1,
      from: (cursor) => (typeof cursor === 'string' ? cursor : undefined),
    })
    await using bench = await benchOf(stream)
    await expect(checkToday(bench, stream)).rejects.toThrow(
      /^Read again 10 hours after the sync of the morning: 1 record is different: \{"field":"count",.*"value":9\} instead of .*"value":19\}/,
    )
  })

  test('it keeps state of one account for the next', async () => {
    const seen = new Set<string>()
    const stream = notes(async function* (context) {
      const items = (await fetchNotes(context, 0)).filter(({ id }) => !seen.has(id))
      for (const { id } of items) seen.add(id)
      yield { records: items.map(noteRecord), cursor: null }
    })
    await using bench = await benchOf(stream)
    await expect(checkAccounts(bench, stream)).rejects.toThrow(
      /^An account that is read from its beginning after another one: 9 records are missing/,
    )
  })

  test('records are rejected, with the reason', async () => {
    let runs = 0
    const stream = notes(async function* (context) {
      runs += 1
      const occurredOn = runs > 2 ? { occurredOn: 'yesterday' } : {}
      const items = await fetchNotes(context, 0)
      yield { records: items.map((item) => ({ ...noteRecord(item), ...occurredOn })), cursor: null }
    })
    await using bench = await benchOf(stream)
    await expect(checkAccounts(bench, stream)).rejects.toThrow(
      /9 records are missing: .*\. Rejected: occurredOn /,
    )
  })
})

describe('what a simulator cannot do is reported:', () => {
  test('deliver items twice', async () => {
    const stream = days({ coveredDaysAgo: 1 })
    await using bench = await benchOf(stream)
    expect(await checkDuplicates(bench, stream)).toBe(
      'The simulated Counter delivers nothing of "days" twice: let its routes do so by `dataFaults.has(\'duplicates\')`.',
    )
    expect(await checkDuplicates(bench, stream)).toMatch(/delivers nothing of "days" twice/)
  })

  test('deliver new data over time', async () => {
    const stream = notes(async function* (context) {
      yield { records: (await fetchNotes(context, 0)).map(noteRecord), cursor: null }
    })
    await using bench = await benchOf(stream)
    expect(await checkToday(bench, stream)).toBe(
      'Nothing of "notes" comes or changes at the simulated Counter within two days: let it follow `now` of the request.',
    )
  })

  test('have data in an account', async () => {
    const stream = notes(async function* () {})
    await using bench = await benchOf(stream)
    expect(await checkAccounts(bench, stream)).toMatch(
      /The account "ada" of the simulated Counter has nothing in "notes"/,
    )
  })
})
