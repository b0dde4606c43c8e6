import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/**
 * A digest of all files of a folder, with their paths: `sha256-<64 hexadecimal digits>`. Dependencies in it count too, since they run as well.
 *
 * @example
 * digestOf('/srv/plugins/diary') // 'sha256-…'
 */
export function digestOf(folder: string): string {
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
  }
  return `sha256-${hash.digest('hex')}`
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
