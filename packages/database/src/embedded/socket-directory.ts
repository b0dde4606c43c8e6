import { lchownSync, lstatSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { EmbeddedLayout } from './layout.ts'
import type { ServerAccount } from './server-account.ts'
import { writeOwned } from './write-owned.ts'

/** The longest path of a Unix socket, in bytes: 107 on Linux, 103 on macOS. */
const LONGEST = 103
const SOCKET = '.s.PGSQL.5432'
const PREFIX = 'tributary-'
/** Not `TMPDIR`, which can be too long as well. */
const TEMPORARY = '/tmp'

/** The directory that holds the socket of a running database: what `pg` takes as host. */
export function socketDirectoryOf(layout: EmbeddedLayout): string {
  if (fits(layout.home)) return layout.home
  return readFileSync(layout.socketPointer, 'utf8')
}

/**
 * Called by the process that starts the database, with the lock held. Creates a separate directory if the path of
 * `home` is too long.
 */
export function prepareSocketDirectory(layout: EmbeddedLayout, account: ServerAccount): string {
  if (fits(layout.home)) {
    // Left by a killed postmaster. PostgreSQL considers the pid in the lock file alive if any process of its account
    // has it now.
    for (const name of [SOCKET, `${SOCKET}.lock`]) rmSync(join(layout.home, name), { force: true })
    return layout.home
  }
  removeSocketDirectory(layout)
  const directory = mkdtempSync(join(TEMPORARY, PREFIX))
  if (account.ids !== undefined) lchownSync(directory, account.ids.uid, account.ids.gid)
  writeOwned(layout.socketPointer, directory, account)
  return directory
}

/** Removes the directory that the pointer names, if it is one that `prepareSocketDirectory` made for the owner of `home`. */
export function removeSocketDirectory(layout: EmbeddedLayout): void {
  if (fits(layout.home)) return
  const pointer = lstatSync(layout.socketPointer, { throwIfNoEntry: false })
  if (pointer === undefined) return
  const directory = readFileSync(layout.socketPointer, 'utf8')
  const found = lstatSync(directory, { throwIfNoEntry: false })
  const ours =
    directory === join(TEMPORARY, basename(directory)) &&
    basename(directory).startsWith(PREFIX) &&
    found?.isDirectory() === true &&
    found.uid === pointer.uid
  if (ours) removeDirectory(directory)
  rmSync(layout.socketPointer, { force: true })
}

/** Not recursively: it belongs to a less privileged account. */
function removeDirectory(directory: string): void {
  for (const name of [SOCKET, `${SOCKET}.lock`]) rmSync(join(directory, name), { force: true })
  try {
    rmdirSync(directory)
  } catch {
    // The directory contains foreign files.
  }
}

function fits(directory: string): boolean {
  return Buffer.byteLength(join(directory, SOCKET)) <= LONGEST
}
