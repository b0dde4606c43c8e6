import { strToU8, Zip, ZipDeflate, zipSync } from 'fflate'
import { accountEntry, endsongEntry, extendedEntry, type PersonalTraces } from './export-entries.ts'
import type { Play } from './listening.ts'

export type ExportFormat = 'extended' | 'endsong' | 'account-data'

export interface ExportOptions {
  readonly format: ExportFormat
  /** Default 16,000: about 12 MB of the extended format. */
  readonly entriesPerFile?: number
  readonly traces?: PersonalTraces
}

/** A file of an export, generated while it is read. */
export interface ExportFile {
  /** With its folder in the ZIP file. */
  readonly name: string
  chunks(): Generator<Uint8Array>
}

const TRACES: PersonalTraces = {
  ip: '203.0.113.7',
  username: 'sim-user',
  userAgent: 'Spotify/8.8.0 Android/33 (SIM-PHONE)',
}

/** Spotify's export files of these plays. */
export function exportFiles(plays: readonly Play[], options: ExportOptions): ExportFile[] {
  const { format, entriesPerFile = 16_000, traces = TRACES } = options
  const write = { extended: extendedEntry, endsong: endsongEntry, 'account-data': accountEntry }[format]
  return groupsOf(plays, format).flatMap(({ group, members }) =>
    Array.from({ length: Math.ceil(members.length / entriesPerFile) }, (_, index) => {
      const part = members.slice(index * entriesPerFile, (index + 1) * entriesPerFile)
      return {
        name: nameOf(format, { group, index, part }),
        chunks: () => jsonChunks(part, (play) => write(play, traces)),
      }
    }),
  )
}

interface Group {
  readonly group: string
  readonly members: readonly Play[]
}

/** One-year files separate music, podcasts and audiobooks. The endsong format had no audiobooks yet. */
function groupsOf(plays: readonly Play[], format: ExportFormat): Group[] {
  if (format === 'extended') return [{ group: 'Audio', members: plays }]
  if (format === 'endsong')
    return [{ group: 'Audio', members: plays.filter(({ what }) => what.kind !== 'chapter') }]
  return [
    { group: 'music', members: plays.filter(({ what }) => what.kind === 'track') },
    { group: 'podcast', members: plays.filter(({ what }) => what.kind === 'episode') },
    { group: 'audiobook', members: plays.filter(({ what }) => what.kind === 'chapter') },
  ]
}

function nameOf(
  format: ExportFormat,
  { group, index, part }: { group: string; index: number; part: readonly Play[] },
): string {
  if (format === 'endsong') return `MyData/endsong_${index}.json`
  if (format === 'account-data') return `Spotify Account Data/StreamingHistory_${group}_${index}.json`
  const years = [part[0], part.at(-1)].map((play) => new Date(play?.endedAt ?? 0).getUTCFullYear())
  const span = years[0] === years[1] ? String(years[0]) : years.join('-')
  return `Spotify Extended Streaming History/Streaming_History_${group}_${span}_${index}.json`
}

function* jsonChunks(plays: readonly Play[], write: (play: Play) => object): Generator<Uint8Array> {
  let text = '['
  for (const [index, play] of plays.entries()) {
    text += `${index === 0 ? '' : ','}\n${JSON.stringify(write(play), null, 2)}`
    if (text.length < 65_536) continue
    yield Buffer.from(text)
    text = ''
  }
  yield Buffer.from(`${text}\n]\n`)
}

/** The files in one ZIP file, written as a stream: sizes and CRCs follow each file, as with Spotify's own tool. */
export async function* zipStream(files: readonly ExportFile[]): AsyncGenerator<Uint8Array> {
  const output: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error !== null) throw error
    output.push(chunk)
  })
  for (const { name, chunks } of [readMe, ...files]) {
    const entry = new ZipDeflate(name, { level: 6 })
    zip.add(entry)
    for (const chunk of chunks()) {
      entry.push(chunk)
      yield* output.splice(0)
    }
    entry.push(new Uint8Array(), true)
    yield* output.splice(0)
  }
  zip.end()
  yield* output.splice(0)
}

const readMe: ExportFile = {
  name: 'Spotify Extended Streaming History/ReadMeFirst_ExtendedStreamingHistory.pdf',
  *chunks() {
    yield strToU8('%PDF-1.4 simulated')
  },
}

/** A ZIP file of these contents, with sizes before each. For small ones. */
export function zipOf(contents: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  return zipSync(
    Object.fromEntries(
      Object.entries(contents).map(([name, content]) => [
        name,
        typeof content === 'string' ? strToU8(content) : content,
      ]),
    ),
  )
}

/** All of a file's chunks together. */
export async function wholeOf(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}
