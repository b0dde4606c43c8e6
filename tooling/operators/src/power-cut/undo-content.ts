import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { CHANGE, type UndoRecord } from './undo-journal.ts'

/** A page of the page cache: the kernel writes back whole pages, in any order. */
const BLOCK = 4096

/**
 * Restores a file to its state before the first record. With `random`, each block that differs is kept or lost at random, and so is the
 * size, as if the kernel had begun to write back. A file that was truncated meanwhile is always restored whole, since its blocks have changed.
 */
export function undoContent(file: string, records: readonly UndoRecord[], random?: () => number): void {
  const fd = openSync(file, 'r+')
  try {
    const wasTruncated = records.some(({ change }) => change === CHANGE.truncate)
    const now = random === undefined || wasTruncated ? undefined : readAll(fd)
    for (const { content, offset, size } of records.toReversed()) {
      writeAll(fd, content, offset)
      ftruncateSync(fd, size)
    }
    if (random !== undefined && now !== undefined) keepSome(fd, now, random)
  } finally {
    closeSync(fd)
  }
}

function keepSome(fd: number, now: Buffer, random: () => number): void {
  const before = readAll(fd)
  ftruncateSync(fd, random() < 0.5 ? before.length : now.length)
  const { size } = fstatSync(fd)
  for (let start = 0; start < Math.min(size, now.length); start += BLOCK) {
    const block = now.subarray(start, Math.min(start + BLOCK, size))
    if (!block.equals(before.subarray(start, start + BLOCK)) && random() < 0.5) writeAll(fd, block, start)
  }
}

function readAll(fd: number): Buffer {
  const content = Buffer.alloc(fstatSync(fd).size)
  for (let done = 0; done < content.length; ) {
    const read = readSync(fd, content, done, content.length - done, done)
    if (read === 0) throw new Error('a file became shorter while it was read')
    done += read
  }
  return content
}

function writeAll(fd: number, content: Buffer, offset: number): void {
  for (let done = 0; done < content.length; ) {
    done += writeSync(fd, content, done, content.length - done, offset + done)
  }
}
