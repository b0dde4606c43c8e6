import { IntegrationError } from '../integration-error.ts'

/**
 * Reads the body of an answer of `fetch`, which the service could make endless. Empty for an answer without a body.
 *
 * @throws IntegrationError `upstream` as soon as it is longer than `mostBytes`; the rest is not read
 *
 * @example
 * const bytes = await readBounded(await fetch(new URL('https://a.example/keys')), { mostBytes: 1024 * 1024 })
 */
export async function readBounded(
  { body }: Response,
  { mostBytes }: { readonly mostBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // undici's stream is iterable; the library's type of `Response` does not say so.
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > mostBytes)
      throw new IntegrationError('upstream', `An answer is longer than ${mostBytes} bytes.`)
    chunks.push(chunk)
  }
  return Uint8Array.from(Buffer.concat(chunks))
}
