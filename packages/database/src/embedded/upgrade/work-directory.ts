import { lchownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { UNFINISHED } from '../initialise-cluster.ts'
import { type EmbeddedLayout, layoutOf, POSTGRES_MAJOR } from '../layout.ts'
import { removeTree } from '../remove-tree.ts'
import type { ServerAccount } from '../server-account.ts'
import { removeSocketDirectory } from '../socket-directory.ts'

/**
 * The paths of both servers of an upgrade. Sockets and FIFOs are outside the paths of the database, so that no other
 * process finds them.
 */
export interface UpgradeLayouts {
  /** The earlier cluster, where it is. */
  readonly earlier: EmbeddedLayout
  /** The new one, in the work directory. */
  readonly current: EmbeddedLayout
}

/** The layouts for an upgrade of the database in `home`. Has no side effects. */
export function upgradeLayouts(home: string, from: number): UpgradeLayouts {
  const { cluster, lock, log } = layoutOf(home, from)
  const earlier = { ...layoutOf(join(workDirectory(home), 'from'), from), cluster }
  const current = layoutOf(join(workDirectory(home), 'to'), POSTGRES_MAJOR)
  return { earlier: { ...earlier, lock, log }, current: { ...current, lock, log } }
}

/** Creates the directories of both servers. Called with the lock held. */
export function makeWorkDirectory(home: string, layouts: UpgradeLayouts, account: ServerAccount): void {
  removeWorkDirectory(home, layouts, account)
  const { ids } = account
  for (const directory of [workDirectory(home), layouts.earlier.home, layouts.current.home]) {
    mkdirSync(directory, { mode: 0o700 })
    if (ids !== undefined) lchownSync(directory, ids.uid, ids.gid)
  }
}

/** Removes the leftovers of this or a killed upgrade. Called with the lock held. */
export function removeWorkDirectory(
  home: string,
  { earlier, current }: UpgradeLayouts,
  account: ServerAccount,
): void {
  for (const layout of [earlier, current]) removeSocketDirectory(layout)
  removeTree(workDirectory(home), account)
}

/** Marked by its name as unused. */
function workDirectory(home: string): string {
  return join(home, `${UNFINISHED}upgrade`)
}
