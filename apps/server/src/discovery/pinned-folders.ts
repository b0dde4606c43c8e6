import { readFileSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { digestOfBytes } from './plugin-digest.ts'

/** The folders whose digest `PLUGINS_ALLOW` names, with the digests of their files as they were read for it. */
const pinned = new Map<string, ReadonlyMap<string, string>>()

/** From now on only these files are imported from a folder, given by its real path with a separator at its end. */
export function pinFolder(folder: string, files: ReadonlyMap<string, string>): void {
  pinned.set(folder, files)
}

/** The pinned folder that a file is in. */
export function pinnedFolderOf(file: string): string | undefined {
  for (const folder of pinned.keys()) if (file.startsWith(folder)) return folder
  return undefined
}

/** Refuses a file that is not as it was when the digest of its folder was compared. `source`: as it will be run, if it was read. */
export function requirePinned(file: string, source: unknown): void {
  const folder = pinnedFolderOf(file)
  if (folder === undefined) return
  const name = relative(folder, file).split(sep).join('/')
  const bytes = typeof source === 'string' || ArrayBuffer.isView(source) ? source : readFileSync(file)
  if (pinned.get(folder)?.get(name) === digestOfBytes(bytes as string | NodeJS.ArrayBufferView)) return
  throw new TypeError(
    `${name} has changed since the digest in PLUGINS_ALLOW was compared: load the plugin again`,
  )
}
