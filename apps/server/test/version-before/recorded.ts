import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

// A server of the version before connections were identities ran with two simulated providers: a Fitbit connection that is
// well, a Spotify connection that Spotify ended, files of Netflix and Spotify, values entered by hand, a second person.
// What stood in its tables, what it answered about them, and its schema were written down before it ended.

/** The master key it made for its simulated credentials, and its people. */
export const MASTER_KEY = 'MGNLpGg4NR3xC+5xv5F+ihX+HqAsOGWliRQ2EktWhDs='
export const PEOPLE = [
  { email: 'demo@example.org', password: 'demo-password' },
  { email: 'second@example.org', password: 'correct horse battery' },
] as const

type Row = Readonly<Record<string, unknown>>

/** Tables in an order that foreign keys permit. */
export interface RecordedRows {
  readonly applied: readonly { readonly plugin: string; readonly name: string }[]
  readonly tables: readonly { readonly name: string; readonly rows: readonly Row[] }[]
}

/** What it answered one person, from the first page to the last. */
export interface RecordedAnswers {
  readonly items: readonly (Row & { readonly id: string })[]
  readonly summary: Row
  readonly jobs: readonly (Row & { readonly id: string })[]
  readonly templates: Row
  /** By metric. */
  readonly values: Readonly<Record<string, Row>>
  readonly coverage: Row
  /** By job. */
  readonly rejected: Readonly<Record<string, readonly Row[]>>
  /** By integration. */
  readonly connections: Readonly<Record<string, Row | null>>
}

export async function readRows(): Promise<RecordedRows> {
  return (await read('rows.json.gz')) as RecordedRows
}

/** By e-mail address. */
export async function readAnswers(): Promise<Readonly<Record<string, RecordedAnswers>>> {
  return (await read('answers.json.gz')) as Readonly<Record<string, RecordedAnswers>>
}

export function readSchema(): Promise<string> {
  return readFile(new URL('schema.sql', import.meta.url), 'utf8')
}

async function read(name: string): Promise<unknown> {
  const packed = await readFile(new URL(name, import.meta.url))
  return JSON.parse((await promisify(gunzip)(packed)).toString())
}
