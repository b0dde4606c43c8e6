import { hash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What the build has prepared of PGlite (`prepare-pglite.ts`), for the built package and for its sources alike. */
export const PREPARED = new URL('../../dist/pglite/', import.meta.url)

const DIGEST_LENGTH = 32

/**
 * What was written for exactly this: the same `madeOf`, Node, system and processor architecture. Nothing where there is no such
 * file, where it cannot be read, and where it is not whole.
 */
export function readPrepared(file: URL, madeOf: string): Buffer | undefined {
  try {
    const kept = readFileSync(file)
    const [digest, content] = [kept.subarray(0, DIGEST_LENGTH), kept.subarray(DIGEST_LENGTH)]
    return digest.equals(digestOf(content, madeOf)) ? content : undefined
  } catch {
    return undefined
  }
}

/** Writes it for `readPrepared`: whole or not at all. */
export function writePrepared(file: URL, madeOf: string, content: Uint8Array): void {
  mkdirSync(new URL('.', file), { recursive: true })
  const unfinished = `${fileURLToPath(file)}.unfinished`
  writeFileSync(unfinished, Buffer.concat([digestOf(content, madeOf), content]))
  renameSync(unfinished, file)
}

function digestOf(content: Uint8Array, madeOf: string): Buffer {
  const { version, platform, arch } = process
  return hash('sha256', [version, platform, arch, madeOf, hash('sha256', content)].join('\n'), 'buffer')
}
