import { isDate } from '@tributary/core'
import type { Page, Stream } from '@tributary/integration-kit'
import { isStorable } from '@tributary/integration-kit/host'
import { Check } from 'typebox/value'
import { asCrash, IntegrationDefect } from './integration-defect.ts'

/** The integration and stream of the pages. */
interface Source {
  /** As a person reads it: "Spotify". */
  readonly integration: string
  readonly stream: Stream
}

/**
 * The pages of a stream, each validated for mistakes that would fail later or go unnoticed. Other exceptions of the
 * integration's code are wrapped as its defect.
 */
export async function* checkPages(
  { integration, stream }: Source,
  read: () => AsyncIterable<Page<unknown>> | undefined,
): AsyncGenerator<Page<unknown>> {
  let number = 0
  try {
    const pages: unknown = read()
    if (!isAsyncIterable(pages))
      throw new IntegrationDefect(
        integration,
        `the stream "${stream.id}" yields no pages: write "async *sync(context) { … yield { records, cursor } }".`,
      )
    for await (const page of pages) {
      number += 1
      const mistake = mistakeOf(page, stream)
      if (mistake !== undefined)
        throw new IntegrationDefect(integration, `page ${number} of the stream "${stream.id}" ${mistake}.`)
      yield page as Page<unknown>
    }
  } catch (error) {
    throw asCrash(error, { integration, stream: stream.id })
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value
}

/** The mistake of a page, worded for its author; `undefined` for a valid page. */
function mistakeOf(page: unknown, { cursor: declared }: Stream): string | undefined {
  if (typeof page !== 'object' || page === null) return `is ${typeof page}: yield { records, cursor }`
  const { records, cursor, rejected, covers, withdrawn, removed, progress } = page as Partial<
    Record<keyof Page<unknown>, unknown>
  >
  if (!Array.isArray(records)) return 'has no list of records: yield { records: [], … } for an empty page'
  const place = findNoJson(cursor)
  if (place !== undefined)
    return `has a cursor that is not JSON${place === '' ? '' : ` (${place})`}: make it of text, numbers, booleans, null, lists and plain objects`
  if (declared !== undefined && !Check(declared, cursor))
    return 'has a cursor that does not match the schema that the stream declares in "cursor"'
  for (const [name, list] of Object.entries({ rejected, withdrawn, removed }))
    if (list !== undefined && !Array.isArray(list)) return `has "${name}" that is not a list`
  if (progress !== undefined && !(typeof progress === 'number' && progress >= 0 && progress <= 1))
    return `has the progress ${JSON.stringify(progress)}: use a number from 0 to 1`
  return covers === undefined ? undefined : mistakeOfCovers(covers)
}

function mistakeOfCovers(covers: unknown): string | undefined {
  const { startDate, endDate } = (covers ?? {}) as Record<string, unknown>
  for (const date of [startDate, endDate])
    if (typeof date !== 'string' || !isDate(date))
      return `covers from ${String(startDate)} to ${String(endDate)}: use two dates, like "2026-11-01"`
  return undefined
}

/**
 * The path of the first member that JSON cannot represent, `''` for the value itself; `undefined` without such a member.
 */
function findNoJson(value: unknown, path = ''): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined
  if (typeof value === 'number' || typeof value === 'string') return isStorable(value) ? undefined : path
  if (typeof value !== 'object' || path.length > MAX_PATH) return path
  if (!Array.isArray(value) && !isPlain(value)) return path
  for (const [key, inner] of Object.entries(value)) {
    const place = findNoJson(inner, path === '' ? key : `${path}.${key}`)
    if (place !== undefined) return place
  }
  return undefined
}

/** Stops at a circular cursor. */
const MAX_PATH = 1_000

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
