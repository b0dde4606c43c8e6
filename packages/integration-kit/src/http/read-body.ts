import { IntegrationError } from '../integration-error.ts'

/** A body: parsed, or what stands in it where it cannot be. */
export type ReadBody =
  | { readonly kind: 'json'; readonly value: unknown }
  /** It says that it is JSON, and is not. */
  | { readonly kind: 'broken'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string }

/** Ten thousand records of a talkative provider. What is longer has no place in one page. */
const MAX_BYTES = 32 * 1024 * 1024
/** Of what is no JSON, this much is kept for the log and the person. */
const MAX_TEXT = 64 * 1024

/** Reads an answer's body, not further than a limit. Throws an `IntegrationError` when it is longer. */
export async function readBody(response: Response): Promise<ReadBody> {
  const text = await readText(response)
  const type = response.headers.get('content-type') ?? ''
  try {
    // Some providers send JSON as text/plain or without a type.
    return { kind: 'json', value: JSON.parse(text) as unknown }
  } catch {
    return { kind: /\bjson\b/i.test(type) ? 'broken' : 'text', text: text.slice(0, MAX_TEXT) }
  }
}

async function readText(response: Response): Promise<string> {
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
