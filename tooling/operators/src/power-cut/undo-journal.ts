/** The numbers of `enum change` in unsynced.h. */
export const CHANGE = { write: 1, truncate: 2, create: 3, stream: 4 } as const

/** The undo record of one change of a file's content, as written by `inode-journal.c`. */
export interface UndoRecord {
  readonly change: number
  /** Of the file before the change, in bytes. */
  readonly size: number
  /** The offset of the change. */
  readonly offset: number
  /** The number of bytes changed or added. */
  readonly length: number
  /** The old content from `offset` on, as far as it existed. */
  readonly content: Buffer
}

const MAGIC = 0x4f444e55
const HEADER = 40

/** Parses the journal of one inode. An incomplete record at the end is of a change that was not made. */
export function parseUndoJournal(journal: Buffer): readonly UndoRecord[] {
  const records: UndoRecord[] = []
  for (let at = 0; at + HEADER <= journal.length; ) {
    if (journal.readUInt32LE(at) !== MAGIC) throw new Error(`no undo record at byte ${at}`)
    const [size = 0, offset = 0, length = 0, stored = 0] = [8, 16, 24, 32].map((field) =>
      Number(journal.readBigInt64LE(at + field)),
    )
    const end = at + HEADER + stored
    if (end > journal.length) break
    const content = journal.subarray(at + HEADER, end)
    records.push({ change: journal.readUInt32LE(at + 4), size, offset, length, content })
    at = end
  }
  return records
}

/** A change of names, with paths below the tree. `saved` is the name of a hard link to the file that lost its name, or `-`. */
export type NameChange =
  | { readonly kind: 'create' | 'mkdir'; readonly path: string }
  | { readonly kind: 'rename'; readonly path: string; readonly to: string; readonly saved: string }
  | { readonly kind: 'unlink'; readonly path: string; readonly saved: string }
  | {
      readonly kind: 'rmdir'
      readonly path: string
      readonly mode: number
      readonly uid: number
      readonly gid: number
    }

/** Parses the journal of names. What follows the last line feed is of a change that was not made. */
export function parseNameJournal(journal: string): readonly NameChange[] {
  return journal.split('\n').slice(0, -1).map(parseNameChange)
}

function parseNameChange(line: string): NameChange {
  const [kind, path = '', second = '', third = '', fourth = ''] = line.split('\t')
  if (kind === 'create' || kind === 'mkdir') return { kind, path }
  if (kind === 'rename') return { kind, path, to: second, saved: third }
  if (kind === 'unlink') return { kind, path, saved: second }
  if (kind === 'rmdir') {
    return { kind, path, mode: Number.parseInt(second, 8), uid: Number(third), gid: Number(fourth) }
  }
  throw new Error(`no change of names: ${line}`)
}
