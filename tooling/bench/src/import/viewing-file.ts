import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { silentLogger } from '@tributary/core'
import type { MediaRecord, Page } from '@tributary/integration-kit'
import { netflix } from '@tributary/integration-netflix'
import { generateViewingHistory } from '@tributary/integration-netflix/simulator'
import { itemIdentity } from '../item-identity.ts'

/** Writes a NetflixViewingHistory.csv with a number of rows. */
export async function writeViewingFile(path: string, rows: number): Promise<void> {
  await pipeline(Readable.from(generateViewingHistory({ rows })), createWriteStream(path))
}

/** The columns of `media_items` with values of that file. */
export const COLUMNS = [
  ['identity', (record) => itemIdentity(record)],
  ['external_id', (record) => record.externalId],
  ['type', (record) => record.type],
  ['title', (record) => record.title],
  ['series_title', (record) => record.seriesTitle],
  ['season_title', (record) => record.seasonTitle],
  ['season_number', (record) => record.seasonNumber],
  ['episode_title', (record) => record.episodeTitle],
  ['episode_number', (record) => record.episodeNumber],
  ['occurred_on', (record) => record.occurredOn],
  ['raw', (record) => JSON.stringify(record.raw)],
] as const satisfies readonly (readonly [string, (record: MediaRecord) => string | number | undefined])[]

/** Maps a viewing file with the integration's own mapping to a CSV file for COPY, of the columns above. */
export async function writeMappedFile(viewings: string, path: string): Promise<void> {
  await pipeline(Readable.from(mappedLines(viewings)), createWriteStream(path))
}

async function* mappedLines(viewings: string): AsyncGenerator<string> {
  for await (const { records } of await pagesOf(viewings)) yield records.map(csvLine).join('')
}

async function pagesOf(path: string): Promise<AsyncIterable<Page<MediaRecord>>> {
  const [stream] = netflix.definition.streams
  if (stream?.importFile === undefined) throw new Error('the netflix integration imports no file')
  const { size } = await stat(path)
  return stream.importFile({
    file: { filename: basename(path), size, open: () => createReadStream(path) },
    options: {},
    connection: {},
    cursor: undefined,
    signal: new AbortController().signal,
    logger: silentLogger,
  })
}

function csvLine(record: MediaRecord): string {
  return `${COLUMNS.map(([, read]) => csvCell(read(record))).join(',')}\n`
}

/** In COPY's CSV an empty field is null and `""` is an empty text. */
function csvCell(value: string | number | undefined): string {
  if (value === undefined) return ''
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`
}
