const DIRECTORY_HEADER = 0x02014b50
const LOCAL_HEADER = 0x04034b50

/** Offsets of fields in the directory header and in the local header. */
const FIELDS = {
  flags: { directory: 8, local: 6 },
  method: { directory: 10, local: 8 },
} as const

/** Changes fields of one entry, in its local header and in the directory. */
export function alterZip(
  zip: Uint8Array,
  name: string,
  values: Partial<Record<keyof typeof FIELDS, number>>,
): Buffer {
  const altered = Buffer.from(zip)
  for (const { at, isLocal } of headersOf(altered, name))
    for (const [field, value] of Object.entries(values)) {
      const { directory, local } = FIELDS[field as keyof typeof FIELDS]
      altered.writeUInt16LE(value, at + (isLocal ? local : directory))
    }
  return altered
}

function headersOf(zip: Buffer, name: string): { at: number; isLocal: boolean }[] {
  const headers: { at: number; isLocal: boolean }[] = []
  for (let at = 0; at + 46 < zip.length; at += 1) {
    const signature = zip.readUInt32LE(at)
    const isLocal = signature === LOCAL_HEADER
    if (!isLocal && signature !== DIRECTORY_HEADER) continue
    const nameAt = at + (isLocal ? 30 : 46)
    if (zip.toString('utf8', nameAt, nameAt + Buffer.byteLength(name)) === name) headers.push({ at, isLocal })
  }
  return headers
}
