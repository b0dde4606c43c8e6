import type { ByteSource } from './byte-source.ts'
import { cutOff, zipError } from './zip-error.ts'

/** What stands before an entry (APPNOTE.TXT, section 4.3.7). */
export interface LocalHeader {
  readonly name: string
  readonly method: 'stored' | 'deflated'
  /** Of the compressed bytes. `undefined` where the ZIP file was written as a stream. */
  readonly size: number | undefined
  /** `undefined` where it stands behind the entry. */
  readonly crc: number | undefined
}

const LOCAL_HEADER = 0x04034b50
const DESCRIPTOR = 0x08074b50
/** What may come after the last entry: its directory, an empty one's end, extra data. */
const AFTER_ENTRIES = new Set([0x02014b50, 0x06054b50, 0x06064b50, 0x08064b50])
const ENCRYPTED = 1
const STREAMED = 8
const UTF8 = 0x800
const ZIP64 = 0xffffffff

/** The header of the next entry; `undefined` after the last. */
export async function readLocalHeader(source: ByteSource): Promise<LocalHeader | undefined> {
  const signature = viewOf(await source.take(4)).getUint32(0, true)
  if (AFTER_ENTRIES.has(signature)) return undefined
  if (signature !== LOCAL_HEADER) throw zipError('The ZIP file is damaged. Download it again.')
  const fixed = viewOf(await source.take(26))
  const flags = fixed.getUint16(2, true)
  const compressedSize = fixed.getUint32(14, true)
  const nameBytes = await source.take(fixed.getUint16(22, true))
  const extra = viewOf(await source.take(fixed.getUint16(24, true)))
  if (nameBytes === undefined) throw cutOff()
  const name = Buffer.from(nameBytes).toString((flags & UTF8) === 0 ? 'latin1' : 'utf8')
  if ((flags & ENCRYPTED) !== 0)
    throw zipError('The ZIP file is protected by a password. Unpack it and upload the JSON files.')
  const streamed = (flags & STREAMED) !== 0
  return {
    name,
    method: methodOf(fixed.getUint16(4, true), streamed, name),
    size: streamed ? undefined : compressedSize === ZIP64 ? zip64Size(extra) : compressedSize,
    crc: streamed ? undefined : fixed.getUint32(10, true),
  }
}

/**
 * The CRC behind an entry that was written as a stream (APPNOTE.TXT, section 4.3.9). Its signature is optional, and its
 * sizes have four or eight bytes, which only what comes after tells.
 */
export async function readDescriptor(source: ByteSource): Promise<number> {
  const first = viewOf(await source.take(4)).getUint32(0, true)
  const crc = first === DESCRIPTOR ? viewOf(await source.take(4)).getUint32(0, true) : first
  const sizes = await source.take(12)
  if (sizes === undefined) throw cutOff()
  const next = viewOf(sizes).getUint32(8, true)
  if (next === LOCAL_HEADER || AFTER_ENTRIES.has(next)) {
    source.putBack(sizes.subarray(8))
  } else {
    const more = await source.take(4)
    if (more === undefined) throw cutOff()
  }
  return crc
}

function methodOf(method: number, streamed: boolean, name: string): LocalHeader['method'] {
  if (method === 8) return 'deflated'
  // Nothing says where stored data ends that was written as a stream.
  if (method === 0 && !streamed) return 'stored'
  throw zipError(
    `${name} in the ZIP file is packed in a way that cannot be read. Unpack it and upload the JSON files.`,
  )
}

/** The compressed size is the second of the extra field's numbers, where both are too large for the header. */
function zip64Size(extra: DataView): number {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) === 1 && at + 20 <= extra.byteLength)
      return Number(extra.getBigUint64(at + 12, true))
  }
  throw zipError('The ZIP file is damaged. Download it again.')
}

function viewOf(bytes: Uint8Array | undefined): DataView {
  if (bytes === undefined) throw cutOff()
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
