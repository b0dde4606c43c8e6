import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

const PLACE = '{{nonce}}'

/**
 * Reads `index.html` of a build once; the result writes it for a response.
 *
 * @throws Error if the file is missing or has no place for the nonce
 */
export async function readIndexPage(directory: string): Promise<(nonce: string) => string> {
  const path = join(directory, 'index.html')
  const parts = (await readFile(path, 'utf8')).split(PLACE)
  if (parts.length < 2) throw new Error(`${path} has no ${PLACE}: build apps/web again`)
  return (nonce) => parts.join(nonce)
}
