import { spawnSync } from 'node:child_process'
import { lstatSync, rmSync } from 'node:fs'
import type { ServerAccount } from './server-account.ts'

/**
 * Removes a directory tree in a directory of the server's account, as the account that owns the tree: under root, a
 * less privileged account could otherwise redirect a recursive removal with a link.
 */
export function removeTree(directory: string, { ids }: Pick<ServerAccount, 'ids'>): void {
  const found = lstatSync(directory, { throwIfNoEntry: false })
  if (found === undefined) return
  if (ids === undefined || found.uid === process.getuid?.()) {
    rmSync(directory, { recursive: true, force: true })
    return
  }
  spawnSync('rm', ['-rf', '--', directory], { ...ids, cwd: '/', stdio: 'ignore' })
}
