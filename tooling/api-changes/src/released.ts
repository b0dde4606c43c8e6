import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiDocument } from './compare-documents.ts'

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'apps', 'server', 'api')
const DOCUMENT = join(FOLDER, 'released.json')
const CHANGELOG = join(FOLDER, 'CHANGELOG.md')

/** The document of the last release. */
export function readReleased(): ApiDocument {
  return JSON.parse(readFileSync(DOCUMENT, 'utf8')) as ApiDocument
}

export function writeReleased(document: ApiDocument): void {
  writeFileSync(DOCUMENT, `${JSON.stringify(document, null, 2)}\n`)
}

export function readChangelog(): string {
  return readFileSync(CHANGELOG, 'utf8')
}

export function writeChangelog(text: string): void {
  writeFileSync(CHANGELOG, text)
}
