import { isIntegrationError } from '../../integration-error.ts'
import { decodeText, NotText } from '../decode-text.ts'
import { type JsonEntry, type JsonReading, jsonEntries } from '../json/json-entries.ts'
import { type Recognised, recogniseJson } from '../json/recognise-json.ts'
import type { UploadedFile } from '../open-upload.ts'
import { firstHtmlRows, type HtmlRows, htmlRows } from './html-rows.ts'

/** The entries of a file that a provider delivers as JSON or as HTML, told by its first character. */
export async function* jsonOrHtmlEntries(
  file: Pick<UploadedFile, 'open'>,
  { html, ...reading }: JsonReading & { readonly html?: HtmlRows | undefined },
): AsyncGenerator<readonly JsonEntry[]> {
  if (html === undefined) return yield* jsonEntries(file, reading)
  const chunks = file.open()[Symbol.asyncIterator]()
  const first = await chunks.next()
  const head = first.done === true ? Buffer.alloc(0) : Buffer.from(first.value)
  const whole = { open: () => rejoined(head, chunks) }
  if (isHtml(head.toString('utf8', 0, 1024))) yield* htmlRows(whole, { ...reading, rows: html })
  else yield* jsonEntries(whole, reading)
}

/** The kind of such a file, by its beginning. */
export async function recogniseJsonOrHtml(
  head: Uint8Array,
  isWanted: (entry: JsonEntry['value']) => boolean,
  html?: HtmlRows,
): Promise<Recognised> {
  const text = html === undefined ? '' : await textOf(head)
  if (html === undefined || !isHtml(text)) return recogniseJson(head, isWanted)
  try {
    const rows = firstHtmlRows(text, html)
    if (rows.some(isWanted)) return 'wanted'
    // Styles may fill the beginning.
    return rows.length === 0 && !/<\/html>/i.test(text) ? 'unclear' : 'other'
  } catch (error) {
    if (!isIntegrationError(error)) throw error
    return 'other'
  }
}

function isHtml(text: string): boolean {
  return /^\uFEFF?\s*</.test(text)
}

/** The text of a beginning, which may end within a character. */
async function textOf(head: Uint8Array): Promise<string> {
  let text = ''
  try {
    for await (const part of decodeText(inOnePiece(head))) text += part
  } catch (error) {
    if (!(error instanceof NotText)) throw error
  }
  return text
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

async function* rejoined(head: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head
    for (;;) {
      const next = await rest.next()
      if (next.done === true) return
      yield next.value
    }
  } finally {
    await rest.return?.()
  }
}
