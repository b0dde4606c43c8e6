import { chmodSync, chownSync, existsSync, linkSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { NameChange } from './undo-journal.ts'

export interface NamePlaces {
  readonly tree: string
  /** The directory of the hard links to files that lost their names. */
  readonly saved: string
}

/** Undoes changes of names, last one first. A last one that was not made is skipped. */
export function undoNames(changes: readonly NameChange[], places: NamePlaces): void {
  for (const change of changes.toReversed()) undoNameChange(change, places)
}

function undoNameChange(change: NameChange, { tree, saved }: NamePlaces): void {
  const path = join(tree, change.path)
  const restore = (link: string, place: string) => {
    if (link !== '-' && !existsSync(place)) linkSync(join(saved, link), place)
  }
  switch (change.kind) {
    case 'create':
      return rmSync(path, { force: true })
    case 'rename':
      if (existsSync(path)) return
      renameSync(join(tree, change.to), path)
      return restore(change.saved, join(tree, change.to))
    case 'unlink':
      return restore(change.saved, path)
    case 'mkdir':
      return existsSync(path) ? rmdirSync(path) : undefined
    case 'rmdir':
      return remakeDirectory(path, change)
  }
}

function remakeDirectory(path: string, owner: { mode: number; uid: number; gid: number }): void {
  if (existsSync(path)) return
  mkdirSync(path)
  chmodSync(path, owner.mode)
  chownSync(path, owner.uid, owner.gid)
}
