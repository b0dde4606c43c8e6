import { strToU8, Zip, ZipDeflate } from 'fflate'

/** How many pieces are packed at once: single rows are slow. */
const PIECES = 200

/** A ZIP file of texts by their names. Texts in pieces are packed as they come, so that only the packed file is in memory. */
export function zipOf(files: Readonly<Record<string, string | Iterable<string>>>): Uint8Array {
  const packed: Uint8Array[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    packed.push(chunk)
  })
  for (const [name, text] of Object.entries(files)) {
    const file = new ZipDeflate(name)
    zip.add(file)
    for (const part of joined(typeof text === 'string' ? [text] : text)) file.push(strToU8(part))
    file.push(new Uint8Array(), true)
  }
  zip.end()
  return Buffer.concat(packed)
}

function* joined(pieces: Iterable<string>): Generator<string> {
  let part: string[] = []
  for (const piece of pieces) {
    part.push(piece)
    if (part.length < PIECES) continue
    yield part.join('')
    part = []
  }
  yield part.join('')
}
