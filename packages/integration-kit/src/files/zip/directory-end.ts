import type { UploadReader } from './upload-reader.ts'

const SIGNATURE = Buffer.from([0x50, 0x4b, 0x05, 0x06])
/** The record without its comment (APPNOTE.TXT, section 4.3.16), and the offset of the comment's length. */
const RECORD_BYTES = 22
const COMMENT_LENGTH_AT = 20
const LONGEST_COMMENT = 0xffff
/** The amount of data that may follow a ZIP file by mistake: a line break, the rest of a download page. */
const MOST_AFTER = 64 * 1024

/**
 * The end of a ZIP file: after the comment of its last end-of-central-directory record. yauzl refuses a file with data after that.
 * `undefined` without such a record: the file is cut off.
 */
export async function findDirectoryEnd(reader: UploadReader, size: number): Promise<number | undefined> {
  const from = Math.max(0, size - RECORD_BYTES - LONGEST_COMMENT - MOST_AFTER)
  const tail = await reader.readBytes(from, size - from)
  for (
    let at = tail.lastIndexOf(SIGNATURE);
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf(SIGNATURE, at - 1)
  ) {
    if (at + RECORD_BYTES > tail.length) continue
    const end = at + RECORD_BYTES + tail.readUInt16LE(at + COMMENT_LENGTH_AT)
    if (end <= tail.length) return from + end
  }
  return undefined
}
