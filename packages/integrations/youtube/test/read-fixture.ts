import { readFile } from 'node:fs/promises'

/** A file of `fixtures/`, as it is. */
export async function readFixture(name: string): Promise<string> {
  return readFile(new URL(`fixtures/synthetic_${name}`, import.meta.url), 'utf8')
}
