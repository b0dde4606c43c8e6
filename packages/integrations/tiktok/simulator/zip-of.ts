import { strToU8, zipSync } from 'fflate'

/** A ZIP file of these contents, by their names. For small ones. */
export function zipOf(contents: Readonly<Record<string, string | Uint8Array>>): Uint8Array {
  const files = Object.entries(contents).map(
    ([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content] as const,
  )
  return zipSync(Object.fromEntries(files))
}

/** All chunks of a file together. */
export async function wholeOf(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return new Uint8Array(Buffer.concat(parts))
}
