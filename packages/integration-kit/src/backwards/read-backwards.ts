import type { Static, TSchema } from 'typebox'
import { checkItems } from '../check-items.ts'
import { IntegrationError } from '../integration-error.ts'
import type { Page, SyncContext } from '../stream.ts'
import { hasOneSecond, isAtEnd, type Passage, passageBelow, passageIn, wholePassage } from './passage.ts'

/** Entries that a provider lists newest first. */
export interface BackwardFeed<T extends TSchema, Row> {
  /** The newest entries before a time, in seconds since 1970 and exclusive; a page of any size, empty after the last entry. */
  readonly fetch: (before: number) => Promise<readonly unknown[]>
  /** The time of an entry, in seconds since 1970, also of one that is otherwise invalid. */
  readonly timeOf: (entry: unknown) => number | undefined
  /** The schema of an entry. An invalid entry is rejected alone. */
  readonly schema: T
  /** The name of an entry in messages: "A listen". */
  readonly what: string
  readonly toRecord: (entry: Static<T>) => Row
}

/** The smallest page limit of any known provider: a page with fewer entries of one second contains all of them. */
const SMALLEST_LIMIT = 100

/**
 * Reads the entries of the context's window page by page, backwards from its end. An interrupted run resumes at its page, then a
 * sync reads entries added since. Entries that the provider received late are found, since each sync reads its whole window.
 *
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
 * @throws IntegrationError `invalid_data` for a page that is not before the requested time, since reading would not progress
 */
export async function* readBackwards<T extends TSchema, Row>(
  context: Pick<SyncContext, 'cursor' | 'window' | 'kind' | 'signal'>,
  feed: BackwardFeed<T, Row>,
): AsyncGenerator<Page<Row>> {
  const { cursor, window, kind } = context
  const whole = wholePassage(window)
  const interrupted = passageIn(cursor, window)
  yield* readPassage(context, feed, interrupted ?? whole)
  // A back-fill reads only the past.
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
