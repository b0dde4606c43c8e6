import { strToU8, zipSync } from 'fflate'

/** A ZIP file of these contents, by their names with folders. */
export function zipOf(contents: Readonly<Record<string, string>>): Uint8Array {
  return zipSync(
    Object.fromEntries(Object.entries(contents).map(([name, text]) => [name, strToU8(text)] as const)),
  )
}
