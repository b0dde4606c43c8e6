import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { join, relative } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { PREPARED, readPrepared, writePrepared } from './prepared.ts'

/** A new data directory in one file: some thousand files, 41 MB, in 3. */
export const PACKED_DIRECTORY = new URL('directory.bin', PREPARED)

/** Folders before what is in them. */
type Entry = readonly [path: string, content: Uint8Array | 'folder']

/** Packs a directory that nobody has open, for `unpackDirectory`. */
export function packDirectory(directory: string): void {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true }).map((entry): Entry => {
    const path = join(entry.parentPath, entry.name)
    return [relative(directory, path), entry.isDirectory() ? 'folder' : readFileSync(path)]
  })
  entries.sort(([one], [other]) => (one < other ? -1 : 1))
  const params = { [constants.ZSTD_c_compressionLevel]: 9 }
  writePrepared(PACKED_DIRECTORY, pglite(), zstdCompressSync(serialize(entries), { params }))
}

/**
 * Fills an empty directory with what the build has packed; says whether there was anything, of this version of PGlite. Who may
 * read them does not depend on how the files were kept: their owner alone.
 */
export function unpackDirectory(directory: string, file: URL = PACKED_DIRECTORY): boolean {
  const packed = readPrepared(file, pglite())
  if (packed === undefined) return false
  for (const [path, content] of deserialize(zstdDecompressSync(packed)) as Entry[]) {
    if (content === 'folder') mkdirSync(join(directory, path), { mode: 0o700 })
    else writeFileSync(join(directory, path), content, { mode: 0o600 })
  }
  return true
}

/** Whether there is a packed directory, of this version of PGlite. */
export function isPackedDirectory(): boolean {
  return readPrepared(PACKED_DIRECTORY, pglite()) !== undefined
}

/** Another version makes other files. */
function pglite(): string {
  const file = findPackageJSON('@electric-sql/pglite', import.meta.url)
  if (file === undefined) throw new Error('PGlite is not installed')
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string }
  return `PGlite ${version}`
}
