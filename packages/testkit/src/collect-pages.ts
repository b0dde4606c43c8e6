import { silentLogger } from '@tributary/core'
import type { ImportContext, Page, Stream } from '@tributary/integration-kit'
import type { JsonValue } from '@tributary/integration-kit/host'

/** How to run a stream's file import without a server. */
export interface FileRun {
  readonly content: string | Uint8Array
  readonly filename?: string
  readonly options?: Readonly<Record<string, unknown>>
  /** The settings of the person's connection. */
  readonly connection?: ImportContext['connection']
  readonly cursor?: JsonValue | undefined
  readonly signal?: AbortSignal
  /** In bytes; small chunks cut through lines and characters. Default 64 KiB. */
  readonly chunkSize?: number
}

/** Runs only a stream's file import and collects its pages. */
export async function collectPages<Row>(stream: Stream<Row>, run: FileRun): Promise<Page<Row>[]> {
  if (stream.importFile === undefined) throw new Error(`stream "${stream.id}" imports no files`)
  const pages: Page<Row>[] = []
  for await (const page of stream.importFile(contextOf(run))) pages.push(page)
  return pages
}

function contextOf(run: FileRun): ImportContext {
  const bytes = Buffer.from(run.content)
  const chunkSize = run.chunkSize ?? 64 * 1024
  return {
    cursor: run.cursor,
    signal: run.signal ?? new AbortController().signal,
    logger: silentLogger,
    options: run.options ?? {},
    connection: run.connection ?? {},
    file: {
      filename: run.filename ?? 'file',
      size: bytes.length,
      async *open() {
        for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize)
      },
    },
  }
}
