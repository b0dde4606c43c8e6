import { createHash } from 'node:crypto'

/** A file in the manifest or an unpacked file. */
export interface FileDigest {
  readonly bytes: number
  /** Hexadecimal. */
  readonly sha256: string
}

/** PostgreSQL's list of a backup's files: https://www.postgresql.org/docs/18/backup-manifest-format.html */
export interface BackupManifest {
  /** Digits: the number has 64 bits. */
  readonly systemIdentifier: string
  /** By path below the cluster. The log's segments are not listed. */
  readonly files: ReadonlyMap<string, FileDigest>
  /** The names of the log's segments that a restored database needs. */
  readonly segments: readonly string[]
}

/** `initdb`'s default, which `initialiseCluster` keeps. */
export const SEGMENT_BYTES = 16 * 1024 * 1024
const SEGMENTS_IN_4_GB = 0x1_0000_0000n / BigInt(SEGMENT_BYTES)
/** What is in `pg_wal`: segments, histories of timelines, and nothing that decides about data. */
const LOG_FILE = /^pg_wal\/([0-9A-F]{24}|[0-9A-F]{8}\.history)$/

/** Throws an `Error` for an unknown format or a wrong checksum of the manifest itself. */
export function parseBackupManifest(bytes: Buffer): BackupManifest {
  requireOwnChecksum(bytes)
  const text = bytes.toString()
  const manifest: unknown = JSON.parse(text)
  if (!isManifest(manifest)) throw new Error('its manifest has an unknown format')
  return {
    // Beyond 2^53, so not from the parsed number.
    systemIdentifier: /"System-Identifier": (\d+)/.exec(text)?.[1] ?? '',
    files: new Map(manifest.Files.map((file) => [pathOf(file), { bytes: file.Size, sha256: file.Checksum }])),
    segments: manifest['WAL-Ranges'].flatMap(segmentsOf),
  }
}

/**
 * The differences between the unpacked files and the manifest, by path below the cluster; empty without differences.
 */
export function compareWithManifest(
  { files, segments }: BackupManifest,
  unpacked: ReadonlyMap<string, FileDigest>,
): readonly string[] {
  const listed = [...files].flatMap(([path, file]) => {
    const found = unpacked.get(path)
    if (found === undefined) return [`${path} is missing`]
    if (found.bytes !== file.bytes) return [`${path} has ${found.bytes} bytes instead of ${file.bytes}`]
    return found.sha256 === file.sha256 ? [] : [`${path} is altered`]
  })
  const log = segments
    .map((name) => `pg_wal/${name}`)
    .flatMap((path) => (unpacked.get(path)?.bytes === SEGMENT_BYTES ? [] : [`${path} is missing or cut`]))
  const extra = [...unpacked.keys()]
    .filter((path) => !files.has(path) && !LOG_FILE.test(path))
    .map((path) => `${path} is not of this backup`)
  return [...listed, ...log, ...extra]
}

/** The last line holds the digest of all lines before it. */
function requireOwnChecksum(bytes: Buffer): void {
  const end = bytes.lastIndexOf('\n"Manifest-Checksum"') + 1
  const expected = /^"Manifest-Checksum": "([0-9a-f]{64})"\}\n$/.exec(bytes.subarray(end).toString())?.[1]
  const actual = createHash('sha256').update(bytes.subarray(0, end)).digest('hex')
  if (end === 0 || actual !== expected) throw new Error('its manifest is altered')
}

interface ListedFile {
  readonly Path?: string
  /** Hexadecimal, where the path is not UTF-8. */
  readonly 'Encoded-Path'?: string
  readonly Size: number
  readonly Checksum: string
}

interface LogRange {
  readonly Timeline: number
  readonly 'Start-LSN': string
  readonly 'End-LSN': string
}

interface RawManifest {
  readonly Files: readonly ListedFile[]
  readonly 'WAL-Ranges': readonly LogRange[]
}

/** Its checksum has been verified: what is inside was written by PostgreSQL. */
function isManifest(value: unknown): value is RawManifest {
  const { Files, 'WAL-Ranges': ranges } = Object(value) as Partial<Record<string, unknown>>
  return (
    Array.isArray(Files) &&
    Files.every((file) => (file as { 'Checksum-Algorithm'?: unknown })['Checksum-Algorithm'] === 'SHA256') &&
    Array.isArray(ranges) &&
    ranges.length > 0
  )
}

function pathOf({ Path, 'Encoded-Path': encoded = '' }: ListedFile): string {
  return Path ?? Buffer.from(encoded, 'hex').toString()
}

/** https://www.postgresql.org/docs/18/wal-internals.html: timeline, then the segment's number in two parts. */
function segmentsOf({ Timeline, 'Start-LSN': start, 'End-LSN': end }: LogRange): readonly string[] {
  const first = parsePosition(start) / BigInt(SEGMENT_BYTES)
  // The end is the position after the last byte.
  const last = (parsePosition(end) - 1n) / BigInt(SEGMENT_BYTES)
  return Array.from({ length: Number(last - first) + 1 }, (_, index) => {
    const number = first + BigInt(index)
    const parts = [BigInt(Timeline), number / SEGMENTS_IN_4_GB, number % SEGMENTS_IN_4_GB]
    return parts.map((part) => part.toString(16).toUpperCase().padStart(8, '0')).join('')
  })
}

function parsePosition(lsn: string): bigint {
  const [high = '', low = ''] = lsn.split('/')
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`)
}
