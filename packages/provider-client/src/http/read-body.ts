import { IntegrationError } from '@tributary/integration-kit'
import { type Accept } from '@tributary/integration-kit/host'
import { parseCsv } from './parse-csv.ts'
import { parseXml } from './parse-xml.ts'

/** A body: parsed, or its text if it cannot be parsed. */
export type ReadBody =
  | { readonly kind: 'parsed'; readonly value: unknown }
  /** The content type matches the request, but the body cannot be parsed. */
  | { readonly kind: 'broken'; readonly text: string }
  /** Another content type: an error page, a maintenance notice. */
  | { readonly kind: 'other'; readonly text: string }

/** Enough for ten thousand verbose records. A page must not be longer. */
const MAX_BYTES = 32 * 1024 * 1024
/** How much of an unparsable body is kept for the log and the person. */
const MAX_TEXT = 64 * 1024

const PARSERS: Readonly<
  Record<Exclude<Accept, 'nothing'>, { readonly parse: (text: string) => unknown; readonly type: RegExp }>
> = {
  json: { parse: (text) => JSON.parse(text) as unknown, type: /\bjson\b/i },
  csv: { parse: parseCsv, type: /\bcsv\b/i },
  xml: { parse: parseXml, type: /\bxml\b/i },
  text: { parse: (text) => text, type: /^text\// },
}

/**
 * Reads an answer's body, at most 32 MiB. A body of length 0 is `undefined`, except as text; it is not read for `nothing`.
 *
 * @throws IntegrationError `invalid_data` when it is longer
 */
export async function readBody(response: Response, accept: Accept): Promise<ReadBody> {
  if (accept === 'nothing') {
    await response.body?.cancel()
    return { kind: 'parsed', value: undefined }
  }
  const text = await readText(response)
  if (text === '' && accept !== 'text') return { kind: 'parsed', value: undefined }
  const type = response.headers.get('content-type') ?? ''
  const { parse, type: expected } = PARSERS[accept]
  // An HTML page would parse as text and as a CSV of one column, but is an error page.
  if (accept !== 'json' && /\bhtml\b/i.test(type)) return { kind: 'other', text: text.slice(0, MAX_TEXT) }
  try {
    // Some providers send JSON as text/plain or without a type.
    return { kind: 'parsed', value: await parse(text) }
  } catch {
    return { kind: expected.test(type) ? 'broken' : 'other', text: text.slice(0, MAX_TEXT) }
  }
}

/** A refusal is usually JSON, whatever was requested. */
export function parseRefusal(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text.slice(0, MAX_TEXT)
  }
}

/** The text of a body. @throws IntegrationError `invalid_data` when it is longer than 32 MiB */
export async function readText(response: Response): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let length = 0
  // undici's stream is iterable; the library's type of `Response` does not say so.
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > MAX_BYTES)
      throw new IntegrationError(
        'invalid_data',
        `The provider sent more than ${MAX_BYTES} bytes in one answer.`,
      )
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
