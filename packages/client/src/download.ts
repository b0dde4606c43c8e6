import type { Operation, OperationOptions } from './operation.ts'

/** An answer that is read while it arrives. */
export interface Download {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>
  /** `text/csv; charset=utf-8` */
  readonly contentType: string
  /** As the server suggests; undefined where it does not. */
  readonly fileName: string | undefined
  readonly response: Response
}

/**
 * Calls an operation that answers with text, and resolves when its answer begins: an export of any length takes no memory.
 *
 * @example
 * const { stream, fileName } = await download(libraryExportItems, { client, query: { format: 'csv' } })
 * await stream.pipeTo(Writable.toWeb(createWriteStream(fileName ?? 'library.csv')))
 */
export async function download<Op extends Operation<unknown>>(
  operation: Op & Operation<string>,
  options: OperationOptions<Op>,
): Promise<Download> {
  const call = operation as unknown as (
    options: object,
  ) => Promise<{ data: Download['stream']; response: Response }>
  const { data, response } = await call({ ...(options as object), parseAs: 'stream' })
  return {
    stream: data,
    contentType: response.headers.get('content-type') ?? '',
    fileName: fileNameOf(response.headers.get('content-disposition') ?? ''),
    response,
  }
}

function fileNameOf(disposition: string): string | undefined {
  return /filename="([^"]+)"/.exec(disposition)?.[1]
}
