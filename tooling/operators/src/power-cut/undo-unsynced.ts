import { chownSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { undoContent } from './undo-content.ts'
import { CHANGE, parseNameJournal, parseUndoJournal } from './undo-journal.ts'
import { undoNames } from './undo-names.ts'

export interface UnsyncedPlaces {
  /** The directory tree that the library watches, and that is restored. */
  readonly tree: string
  /** The library's journals. */
  readonly journal: string
}

/** The unsynced changes. */
export interface Unsynced {
  readonly files: number
  readonly writes: number
  /** Of these writes, together. */
  readonly bytes: number
  /** Writes to the write-ahead log. */
  readonly logWrites: number
  /** Creations, renames and removals. */
  readonly names: number
}

/** Makes an empty journal for the account that owns the tree. */
export function prepareJournal({ tree, journal }: UnsyncedPlaces): void {
  rmSync(journal, { recursive: true, force: true })
  const { uid, gid } = lstatSync(tree)
  for (const directory of [journal, join(journal, 'inodes'), join(journal, 'saved')]) {
    mkdirSync(directory, { mode: 0o700 })
    chownSync(directory, uid, gid)
  }
}

/**
 * Restores a tree to its state after a power cut, from the journals of `unsynced.c`, after all its processes have ended. Without `random`
 * everything unsynced is lost; with it, each changed block is lost or kept at random, and so are the last of the names.
 */
export function undoUnsynced({ tree, journal }: UnsyncedPlaces, random?: () => number): Unsynced {
  const saved = join(journal, 'saved')
  const paths = new Map([...filesBelow(tree), ...filesBelow(saved)])
  const lost = { files: 0, writes: 0, bytes: 0, logWrites: 0 }
  for (const inode of readdirSync(join(journal, 'inodes'))) {
    const path = paths.get(inode)
    const records = parseUndoJournal(readFileSync(join(journal, 'inodes', inode)))
    // A file without a name is lost already.
    if (path === undefined || records.length === 0) continue
    undoContent(path, records, random)
    const writes = records.filter(({ change }) => change === CHANGE.write)
    lost.files += 1
    lost.writes += writes.length
    lost.bytes += writes.reduce((sum, { length }) => sum + length, 0)
    if (path.startsWith(join(tree, 'pg_wal/'))) lost.logWrites += writes.length
  }
  return { ...lost, names: undoLastNames({ tree, journal }, random) }
}

/** The names are one log, of which a prefix survives. Returns how many of them were not synced. */
function undoLastNames({ tree, journal }: UnsyncedPlaces, random?: () => number): number {
  const file = join(journal, 'names')
  const changes = existsSync(file) ? parseNameJournal(readFileSync(file, 'utf8')) : []
  const kept = random === undefined ? 0 : Math.floor(random() * (changes.length + 1))
  undoNames(changes.slice(kept), { tree, saved: join(journal, 'saved') })
  return changes.length
}

/** Files by inode and birth time, as the library names their journals. */
function filesBelow(directory: string): readonly (readonly [inode: string, path: string])[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const { ino, birthtimeNs } = lstatSync(path, { bigint: true })
      return [`${ino}-${birthtimeNs}`, path] as const
    })
}
