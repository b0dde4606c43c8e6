import { fileParseError } from './file-parse-error.ts'

const START = { line: 1, column: 1 }
const EXPECTED = 'Expected NetflixViewingHistory.csv or ViewingActivity.csv, as Netflix delivers them.'

const OTHER_FILES: readonly { readonly starts: readonly number[]; readonly message: string }[] = [
  {
    starts: [0x50, 0x4b],
    message:
      'This is a ZIP file (or an Excel workbook, which is one). Unpack it and upload CONTENT_INTERACTION/ViewingActivity.csv.',
  },
  { starts: [0x1f, 0x8b], message: `This is a gzip file. Unpack it first. ${EXPECTED}` },
  { starts: [0x25, 0x50, 0x44, 0x46], message: `This is a PDF file. ${EXPECTED}` },
  {
    starts: [0xff, 0xfe],
    message: `The file is encoded in UTF-16, which spreadsheets write. Upload the file as Netflix delivered it, in UTF-8.`,
  },
  {
    starts: [0xfe, 0xff],
    message: `The file is encoded in UTF-16, which spreadsheets write. Upload the file as Netflix delivered it, in UTF-8.`,
  },
  { starts: [0x3c], message: `This is an HTML or XML page, perhaps Netflix's sign-in page. ${EXPECTED}` },
  { starts: [0x7b], message: `This is a JSON file. ${EXPECTED}` },
  { starts: [0x5b], message: `This is a JSON file. ${EXPECTED}` },
]

/** Longer than every mark above, with room for a byte order mark and white space before it. */
const HEAD_BYTES = 32

/**
 * Passes a file on unless its first bytes show that it is something else. Told from these, the message can name what
 * the person picked; as CSV they would fail on some quote in the middle.
 */
export async function* refuseOtherFiles(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array()
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk
      continue
    }
    const joined: Uint8Array = Buffer.concat([head, chunk])
    head = joined.length < HEAD_BYTES ? joined : undefined
    if (head === undefined) {
      refuse(joined)
      yield joined
    }
  }
  if (head === undefined) return
  refuse(head)
  yield head
}

function refuse(bytes: Uint8Array): void {
  const start = contentStart(bytes)
  if (start === bytes.length && bytes.length < HEAD_BYTES) {
    throw fileParseError(START, `The file is empty. ${EXPECTED}`)
  }
  for (const { starts, message } of OTHER_FILES) {
    if (starts.every((byte, index) => bytes[start + index] === byte)) throw fileParseError(START, message)
  }
}

/** After the UTF-8 byte order mark and white space. */
function contentStart(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at += 1
  return at
}
