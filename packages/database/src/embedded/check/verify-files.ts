import type pg from 'pg'
import { sqlState } from '../../sqlstate.ts'
import { type BaseBackupOptions, runBaseBackup, withReplication } from '../backup/base-backup.ts'
import type { EmbeddedConnection } from '../embedded-connection.ts'

/** A problem of one file, with PostgreSQL's message. */
export interface FileProblem {
  /** Below the cluster: `base/16384/16390_vm.1`. */
  readonly file: string
  /** Of 8192 bytes, in this file. Absent where the whole file is meant. */
  readonly block?: number | undefined
  readonly problem: string
}

/** Reads every file without sending data. */
const READ_ALL: BaseBackupOptions = {
  LABEL: 'tributary check',
  TARGET: 'blackhole',
  CHECKPOINT: 'fast',
  WAL: false,
  MANIFEST: 'no',
  VERIFY_CHECKSUMS: true,
}

const DATA_CORRUPTED = 'XX001'
const BLOCKS_IN_FILE = 131_072
/** The texts of basebackup.c. The server runs with `lc_messages=C`. */
const BAD_BLOCK = /^checksum verification failed in file "([^"]+)", block (\d+): /
const BAD_TOTAL = /^file "([^"]+)" has a total of (\d+) checksum verification failures/
const NAMED_FILE = /(?:file|blocks? [\d.]+ of relation) "(?:\.\/)?([a-z][\w./-]*)"/
const NAMED_BLOCK = /\bblock (\d+) of relation/

/**
 * Makes the running server read all its files and verify the checksums of all pages of tables and indexes. A page
 * that is written meanwhile is read again. Not detected: pages of which only the log position is altered, unlogged
 * tables, and malformed rows on a page with a valid checksum.
 *
 * PostgreSQL names up to five blocks of a file, then their number.
 */
export async function verifyFiles(
  connection: EmbeddedConnection,
  signal?: AbortSignal,
): Promise<readonly FileProblem[]> {
  const problems: FileProblem[] = []
  const record = (message = '') => {
    const problem = parseWarning(message)
    if (problem !== undefined) problems.push(problem)
  }
  const readAll = async (client: pg.Client) => {
    client.on('notice', ({ message }) => record(message))
    await runBaseBackup(client, READ_ALL)
  }
  try {
    await withReplication(connection, readAll, signal)
  } catch (error) {
    const problem = parseFileError(error)
    if (problem !== undefined)
      problems.push({ ...problem, problem: `${problem.problem}; files after it were not read` })
    // The server ends with this error when it has found bad pages.
    else if (sqlState(error) !== DATA_CORRUPTED || problems.length === 0) throw error
  }
  return problems
}

/** The file that an error of the server is about: one that it cannot open or read, or a page whose checksum is wrong. */
export function parseFileError(error: unknown): FileProblem | undefined {
  if (!(error instanceof Error)) return undefined
  const file = NAMED_FILE.exec(error.message)?.[1]
  if (file === undefined) return undefined
  const block = NAMED_BLOCK.exec(error.message)?.[1]
  return block === undefined
    ? { file, problem: error.message }
    : { ...locateBlock(file, Number(block)), problem: error.message }
}

/** A relation is one file for each gigabyte: `16390`, `16390.1`, … */
function locateBlock(file: string, block: number): { readonly file: string; readonly block: number } {
  const segment = Math.floor(block / BLOCKS_IN_FILE)
  return { file: segment === 0 ? file : `${file}.${segment}`, block: block % BLOCKS_IN_FILE }
}

function parseWarning(message: string): FileProblem | undefined {
  const [, file, block] = BAD_BLOCK.exec(message) ?? []
  if (file !== undefined) {
    // Counted from the beginning of the table, not of the file.
    return { file: relative(file), block: Number(block) % BLOCKS_IN_FILE, problem: 'its checksum is wrong' }
  }
  const [, total, count] = BAD_TOTAL.exec(message) ?? []
  return total === undefined
    ? undefined
    : { file: relative(total), problem: `the checksums of ${count} of its blocks are wrong` }
}

function relative(file: string): string {
  return file.replace(/^\.\//, '')
}
