import { IntegrationError } from '../integration-error.ts'
import type { ImportContext, JsonValue, Page, RejectedRecord } from '../stream.ts'

/** Entries per page: its records are in memory, and its transaction holds their locks until it commits. */
export const ENTRIES_PER_PAGE = 500
/** An entry may have 64 Ki characters, and a page is in memory several times: as records, as SQL, and together with the next one. */
export const CHARACTERS_PER_PAGE = 384 * 1024

/** The result of reading an entry: a record; an entry omitted on purpose, like a trailer; or a rejected one. */
export type EntryContent<Row> =
  | { toRecord(): Row }
  | { readonly rejected: RejectedRecord }
  | { readonly skipped: true }

/** The entries of an upload and how they are read. */
export interface EntryImport<Entry, Row> {
  /** The entries from the first on, in batches. Called once per pass over the file, always with the same result. */
  entries(): AsyncIterable<readonly Entry[]>
  /** The number of characters of an entry in the file: a page of long entries has fewer. */
  sizeOf(entry: Entry): number
  /** Called for each entry before the first is read: for files whose interpretation depends on all entries. */
  survey?(entry: Entry): void
  /** Called after the survey. Reads all entries in order, also those of committed pages, so that it can number equal ones. */
  reader(): (entry: Entry) => EntryContent<Row>
  /** Reported with the first page: files of the upload that are not imported. */
  readonly report?: ImportReport
  /** Called with the records of each page; the warning returned by the last call is reported with the last page. */
  compare?(records: readonly Row[], at: { readonly last: boolean }): Promise<string | undefined>
}

/** What to tell the person about an upload besides its entries. */
export interface ImportReport {
  readonly rejected: readonly RejectedRecord[]
  readonly warning?: string
}

/**
 * Imports a file in pages of at most `ENTRIES_PER_PAGE` entries with the cursor `{ entry, total }`: the entries consumed, and their
 * total number. The file is read twice: once to check all of it, so that a damaged file is not partly imported, and once for the
 * pages. A resumed run checks only if there is a survey.
 *
 * @example
 * async *importFile(context) {
 *   const upload = await openJsonUpload(context.file, {
 *     provider: 'TikTok', what: 'watch history', names: /^history\.json$/, lookFor: 'history.json',
 *     isWanted: (entry) => 'Link' in entry, signal: context.signal,
 *   })
 *   yield* importEntries(context, {
 *     ...upload,
 *     reader: () => (entry) =>
 *       typeof entry.value['Link'] === 'string'
 *         ? { toRecord: () => watched(entry.value) }
 *         : { rejected: rejectedEntry(entry, 'It has no link.', entry.value) },
 *   })
 * }
 */
export async function* importEntries<Entry, Row>(
  context: Pick<ImportContext, 'cursor' | 'signal'>,
  source: EntryImport<Entry, Row>,
): AsyncGenerator<Page<Row>> {
  const { signal } = context
  const place = placeOf(context.cursor)
  const known = source.survey === undefined ? place?.total : undefined
  const total = known ?? (await surveyAll(source, signal))
  const read = source.reader()
  let page = new OpenPage<Row>(place === undefined ? source.report : undefined)
  if (total === 0 && place === undefined && !page.isEmpty) yield* page.close({ entry: 0, total })
  let entry = 0
  for await (const batch of source.entries()) {
    for (const each of batch) {
      entry += 1
      const content = read(each)
      if (entry <= (place?.entry ?? 0)) continue
      page.add(content, source.sizeOf(each))
      const last = entry === total
      if (!page.isFull && !last) continue
      const warning = await source.compare?.(page.records, { last })
      yield* page.close({ entry, total }, last ? warning : undefined)
      signal.throwIfAborted()
      page = new OpenPage()
    }
  }
}

async function surveyAll<Entry, Row>(
  { entries, survey }: EntryImport<Entry, Row>,
  signal: AbortSignal,
): Promise<number> {
  let total = 0
  for await (const batch of entries()) {
    total += batch.length
    if (survey !== undefined) for (const entry of batch) survey(entry)
    signal.throwIfAborted()
  }
  return total
}

class OpenPage<Row> {
  readonly records: Row[] = []
  readonly #rejected: RejectedRecord[]
  readonly #warning: string | undefined
  #skipped = 0
  #entries = 0
  #characters = 0

  constructor(report?: ImportReport) {
    this.#rejected = [...(report?.rejected ?? [])]
    this.#warning = report?.warning
  }

  get isEmpty(): boolean {
    return this.#rejected.length === 0 && this.#warning === undefined
  }

  get isFull(): boolean {
    return this.#entries >= ENTRIES_PER_PAGE || this.#characters >= CHARACTERS_PER_PAGE
  }

  add(content: EntryContent<Row>, characters: number): void {
    this.#entries += 1
    this.#characters += characters
    if ('toRecord' in content) this.records.push(content.toRecord())
    else if ('rejected' in content) this.#rejected.push(content.rejected)
    else this.#skipped += 1
  }

  /** A page has one warning: of two, the second has an empty page, since other streams may report the first as well. */
  *close({ entry, total }: { entry: number; total: number }, warning?: string): Generator<Page<Row>> {
    const at = { cursor: { entry, total }, ...(total === 0 ? {} : { progress: entry / total }) }
    const said = this.#warning ?? warning
    yield {
      records: this.records,
      rejected: this.#rejected,
      skipped: this.#skipped,
      ...(said === undefined ? {} : { warning: said }),
      ...at,
    }
    if (this.#warning !== undefined && warning !== undefined) yield { records: [], warning, ...at }
  }
}

/** Before version 2 of the contract a cursor was `{ row }`, without the total. */
function placeOf(
  cursor: JsonValue | undefined,
): { readonly entry: number; readonly total: number | undefined } | undefined {
  if (cursor === undefined) return undefined
  if (typeof cursor === 'object' && cursor !== null && !Array.isArray(cursor)) {
    const { entry, total, row } = cursor as Readonly<Record<string, JsonValue>>
    if (isCount(entry) && isCount(total)) return { entry, total }
    if (isCount(row)) return { entry: row, total: undefined }
  }
  throw new IntegrationError('invalid_data', 'The saved position is invalid. Import the file again.')
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
