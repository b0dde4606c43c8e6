import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/**
 * A digest of all files of a folder, with their paths: `sha256-<64 hexadecimal digits>`. Dependencies in it count too, since they run as well.
 *
 * @example
 * digestOf('/srv/plugins/diary') // 'sha256-…'
 */
export function digestOf(folder: string): string {
  return readDigests(folder).digest
}

/** The digest of a folder, and that of each file in it, from one reading. */
export interface FolderDigests {
  readonly digest: string
  /** By the path in the folder. */
  readonly files: ReadonlyMap<string, string>
}

/** Reads a folder once. */
export function readDigests(folder: string): FolderDigests {
  const files = new Map<string, string>()
  const hash = createHash('sha256')
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => ({ path: join(entry.parentPath, entry.name), isLink: entry.isSymbolicLink() }))
    .map((entry) => ({ ...entry, name: relative(folder, entry.path).split(sep).join('/') }))
    .filter(({ name }) => !name.startsWith('.git/'))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
  for (const { path, name, isLink } of entries) {
    const content = isLink ? Buffer.from(readlinkSync(path)) : readFileSync(path)
    // The length keeps the end of a file apart from the name of the next.
    hash.update(`${name}\0${isLink ? 'link' : 'file'}\0${content.length}\0`).update(content)
    if (!isLink) files.set(name, digestOfBytes(content))
  }
  return { digest: `sha256-${hash.digest('hex')}`, files }
}

export function digestOfBytes(content: string | NodeJS.ArrayBufferView): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Refuses links that lead out of a folder, whose content its digest does not cover. Throws a `TypeError`. */
export function refuseOutsideLinks(folder: string): void {
  const place = `${realpathSync(folder)}${sep}`
  const links = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !existsSync(path) || !realpathSync(path).startsWith(place))
  if (links.length === 0) return
  const names = links.map((path) => relative(folder, path)).join(', ')
  throw new TypeError(
    `PLUGINS_ALLOW names it with a digest, which does not cover what ${names} links to: put copies in place of the links`,
  )
}

/** The plugins that may be loaded, by name: with a digest, only that content. `undefined`: all may. */
export type AllowedPlugins = ReadonlyMap<string, string | undefined> | undefined

/**
 * Reads `PLUGINS_ALLOW`: names separated by commas, each alone or with a digest.
 *
 * @example
 * readAllowed(['diary', 'weather@sha256-…'])
 */
export function readAllowed(entries: readonly string[]): AllowedPlugins {
  if (entries.length === 0) return undefined
  return new Map(
    entries.map((entry) => {
      const at = entry.lastIndexOf('@sha256-')
      return at < 0 ? [entry, undefined] : [entry.slice(0, at), entry.slice(at + 1)]
    }),
  )
}

/** Refuses what `PLUGINS_ALLOW` does not name. Throws a `TypeError` with what to set. */
export function requireAllowed(name: string, digest: string, allowed: AllowedPlugins): void {
  if (allowed === undefined) return
  if (!allowed.has(name))
    throw new TypeError(`PLUGINS_ALLOW does not name it: add ${name}@${digest} after you have read its code`)
  const expected = allowed.get(name)
  if (expected !== undefined && expected !== digest)
    throw new TypeError(
      `its content has changed since PLUGINS_ALLOW was set: read its code and set ${name}@${digest}`,
    )
}
