import {
  createOnce,
  createTributaryClient,
  download,
  followChanges,
  isTributaryProblem,
  items,
  jobsFollowJob,
  libraryExportItems,
  libraryListItems,
  netflixImportFile,
} from '../src/index.ts'

/** Imports a file, and writes what is new. */
export async function importViewings(baseUrl: string, apiKey: string, file: File): Promise<string[]> {
  const client = createTributaryClient({ baseUrl, apiKey })
  const { data: job } = await createOnce(netflixImportFile, { client, body: { file, profile: 'Ada' } })
  for await (const { status, error } of jobsFollowJob({ client, path: { id: job.id } }))
    if (status === 'failed') throw new Error(error?.message)

  const query = { integration: 'netflix', from: '2026-11-01', limit: 500 }
  const lines: string[] = []
  for await (const { occurredOn, title } of items(libraryListItems, { client, query }))
    lines.push(`${occurredOn} ${title}`)
  return lines
}

/** Keeps a copy of everything, until the signal aborts. `cursor` is where it stopped the last time. */
export async function copyAll(
  copy: Map<string, unknown> & { cursor?: string },
  { baseUrl, apiKey, signal }: { baseUrl: string; apiKey: string; signal: AbortSignal },
): Promise<void> {
  const client = createTributaryClient({ baseUrl, apiKey })
  try {
    for await (const { changes, cursor } of followChanges({ client, cursor: copy.cursor, signal })) {
      for (const { type, id, change, resource } of changes) {
        if (change === 'delete') copy.delete(`${type}/${id}`)
        else copy.set(`${type}/${id}`, resource)
      }
      copy.cursor = cursor
    }
  } catch (error) {
    // The server was restored from a backup: begin again.
    if (!isTributaryProblem(error) || error.code !== 'CHANGES_START_OVER') throw error
    copy.clear()
    delete copy.cursor
  }
}

/** In a page: by the session of the browser, wherever the page is served by the server. */
export async function exportLibrary(client = createTributaryClient()): Promise<ReadableStream<Uint8Array>> {
  return (await download(libraryExportItems, { client, query: { format: 'csv' } })).stream
}
