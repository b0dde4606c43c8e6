import { readFile } from 'node:fs/promises'
import type { ImportContext, MediaRecord, Page } from '@tributary/integration-kit'
import { importViewingHistory } from '../src/streams.ts'

type Content = string | Uint8Array | (() => AsyncIterable<Uint8Array>)

export interface ImportRun {
  readonly options?: Record<string, unknown>
  readonly cursor?: ImportContext['cursor']
  readonly signal?: AbortSignal
  /** Bytes the source hands over at a time. */
  readonly chunkBytes?: number
  readonly delivered?: ImportContext['delivered']
  /** The day of the import. Default: 2026-11-28. */
  readonly today?: string
}

export function pagesOf(content: Content, run: ImportRun = {}): AsyncGenerator<Page<MediaRecord>> {
  const open = typeof content === 'function' ? content : () => inChunks(content, run.chunkBytes ?? 65_536)
  const now = Date.parse(run.today ?? '2026-11-28')
  const context: ImportContext = {
    file: { filename: 'anything.bin', size: 0, open },
    options: run.options ?? {},
    connection: {},
    cursor: run.cursor,
    ...(run.delivered && { delivered: run.delivered }),
    signal: run.signal ?? new AbortController().signal,
    // The import logs nothing.
    logger: undefined as unknown as ImportContext['logger'],
  }
  return importViewingHistory(context, () => now)
}

export async function recordsOf(content: Content, run: ImportRun = {}): Promise<MediaRecord[]> {
  const records: MediaRecord[] = []
  for await (const page of pagesOf(content, run)) records.push(...page.records)
  return records
}

export function readFixture(name: string): Promise<Buffer> {
  return readFile(new URL(`fixtures/${name}`, import.meta.url))
}

/** All that an iterable yields. */
export async function collected<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The error of a file that is refused, and the number of pages before it. */
export async function refusalOf(content: Content, run: ImportRun = {}) {
  let pages = 0
  try {
    for await (const _ of pagesOf(content, run)) pages += 1
  } catch (error) {
    return { error, pages }
  }
  throw new Error('the file was accepted')
}

async function* inChunks(content: string | Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes)
}
