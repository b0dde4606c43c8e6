import type { Static, TSchema } from 'typebox'
import { checkItems } from '../check-items.ts'
import { IntegrationError } from '../integration-error.ts'
import type { Page, SyncContext } from '../stream.ts'
import { hasOneSecond, isAtEnd, type Passage, passageBelow, passageIn, wholePassage } from './passage.ts'

/** Entries that a provider lists newest first. */
export interface BackwardFeed<T extends TSchema, Row> {
  /** The newest entries before a time, in seconds since 1970 and exclusive; as many as the provider gives, and none after the last. */
  readonly fetch: (before: number) => Promise<readonly unknown[]>
  /** When an entry was, in seconds since 1970, also of one that is odd otherwise. */
  readonly timeOf: (entry: unknown) => number | undefined
  /** What an entry needs to have. An odd one is rejected alone. */
  readonly schema: T
  /** What an entry is, for a person: "A listen". */
  readonly what: string
  readonly toRecord: (entry: Static<T>) => Row
}

/** The smallest limit of a page that is known of a provider: fewer entries of one second are all that there are. */
const SMALLEST_LIMIT = 100

/**
 * Reads the entries of the context's window, back in time from its end, page by page. An interrupted run goes on where it stopped, and a
 * sync then reads what came since. Entries that the provider was told late are met, since each sync reads its whole window.
 *
 * @example
 * sync: (context) =>
 *   readBackwards(context, {
 *     fetch: async (before) => (await context.http.get('/plays', { schema: Plays, query: { before, limit: 500 } })).items,
 *     timeOf: (play) => numberOf(membersOf(play)['playedAt']),
 *     schema: Play,
 *     what: 'A play',
 *     toRecord: playRecord,
 *   })
 * @throws IntegrationError `invalid_data` for a page that is not before the time it was asked for, since the next would not be either
 */
export async function* readBackwards<T extends TSchema, Row>(
  context: Pick<SyncContext, 'cursor' | 'window' | 'kind' | 'signal'>,
  feed: BackwardFeed<T, Row>,
): AsyncGenerator<Page<Row>> {
  const { cursor, window, kind } = context
  const whole = wholePassage(window)
  const interrupted = passageIn(cursor, window)
  yield* readPassage(context, feed, interrupted ?? whole)
  // A back-fill is over the past.
  if (interrupted !== undefined && kind === 'sync')
    yield* readPassage(context, feed, { ...whole, floor: interrupted.newest })
}

async function* readPassage<T extends TSchema, Row>(
  { signal }: Pick<SyncContext, 'signal'>,
  { fetch, timeOf, schema, what, toRecord }: BackwardFeed<T, Row>,
  from: Passage,
): AsyncGenerator<Page<Row>> {
  let passage = from
  let largest = SMALLEST_LIMIT
  while (!isAtEnd(passage)) {
    signal.throwIfAborted()
    const entries = await fetch(passage.before)
    const times = entries.flatMap((entry) => timeOf(entry) ?? [])
    const page = { newest: times[0] ?? 0, oldest: Math.floor(times.at(-1) ?? Number.NaN) }
    if (entries.length > 0 && !(page.oldest < passage.before)) throw misplaced(passage, entries)
    const isCut = hasOneSecond(passage, page) && entries.length >= largest
    largest = Math.max(largest, entries.length)
    passage = entries.length === 0 ? { ...passage, before: passage.floor } : passageBelow(passage, page)
    const { items, rejected } = checkItems(schema, entries, what)
    yield {
      records: items.map(toRecord),
      rejected,
      cursor: isAtEnd(passage) ? null : passage,
      ...(isCut && { warning: cutWarning(page.oldest, entries.length) }),
    }
  }
}

function misplaced({ before }: Passage, entries: readonly unknown[]): IntegrationError {
  const message = `The provider's answer to a request for entries before ${instantOf(before)} contains no earlier time.`
  return new IntegrationError('invalid_data', message, { raw: entries })
}

function cutWarning(second: number, count: number): string {
  return `At ${instantOf(second)} there may be more than the ${count} entries that the provider returns at once. The others are missing.`
}

function instantOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}
