import { type FileNaming, fileParseError } from '../file-parse-error.ts'

/** The files to upload, for messages. */
export interface ExpectedCsv extends FileNaming {
  /** The names of the files: `NetflixViewingHistory.csv or ViewingActivity.csv`. */
  readonly expected: string
  /** Their place in the provider's ZIP file. */
  readonly inZip: string
}

type Message = (expected: ExpectedCsv) => string

const delivered: Message = ({ expected, provider }) => `Expected ${expected}, as ${provider} delivers them.`
const utf16: Message = ({ provider }) =>
  `The file is encoded in UTF-16, which spreadsheets write. Upload the file as ${provider} delivered it, in UTF-8.`
const json: Message = (file) => `This is a JSON file. ${delivered(file)}`

/** File signatures that no CSV file has. */
const OTHER_FILES: readonly { readonly starts: readonly number[]; readonly message: Message }[] = [
  {
    starts: [0x50, 0x4b],
    message: ({ inZip }) =>
      `This is a ZIP file (or an Excel workbook, which is one). Unpack it and upload ${inZip}.`,
  },
  {
    starts: [0x1f, 0x8b],
    message: (file) => `This is a gzip file. Unpack it first. ${delivered(file)}`,
  },
  { starts: [0x25, 0x50, 0x44, 0x46], message: (file) => `This is a PDF file. ${delivered(file)}` },
  { starts: [0xff, 0xfe], message: utf16 },
  { starts: [0xfe, 0xff], message: utf16 },
  {
    starts: [0x3c],
    message: (file) =>
      `This is an HTML or XML page, perhaps ${file.provider}'s sign-in page. ${delivered(file)}`,
  },
  { starts: [0x7b], message: json },
  { starts: [0x5b], message: json },
]

/** Longer than every signature above, with room for a byte order mark and white space before it. */
const HEAD_BYTES = 32

/**
 * Passes a file on unless its first bytes are those of another file type. This way the message can name the type; as CSV, the file
 * would fail at some quote in the middle.
 */
export async function* refuseOtherFiles(
  chunks: AsyncIterable<Uint8Array>,
  expected: ExpectedCsv,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array()
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk
      continue
    }
    const joined: Uint8Array = Buffer.concat([head, chunk])
    head = joined.length < HEAD_BYTES ? joined : undefined
    if (head === undefined) {
      refuse(joined, expected)
      yield joined
    }
  }
  if (head === undefined) return
  refuse(head, expected)
  yield head
}

function refuse(bytes: Uint8Array, expected: ExpectedCsv): void {
  const at = { line: 1, column: 1, file: expected.file }
  const start = contentStart(bytes)
  if (start === bytes.length && bytes.length < HEAD_BYTES) {
    throw fileParseError(at, `The file is empty. ${delivered(expected)}`)
  }
  for (const { starts, message } of OTHER_FILES) {
    if (starts.every((byte, index) => bytes[start + index] === byte))
      throw fileParseError(at, message(expected))
  }
}

/** The text after the UTF-8 byte order mark and white space. */
function contentStart(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
  while (at < bytes.length && [0x20, 0x09, 0x0a, 0x0d].includes(bytes[at] ?? 0)) at += 1
  return at
}
