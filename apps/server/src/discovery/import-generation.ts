import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { join, relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { pinFolder, pinnedFolderOf, requirePinned } from './pinned-folders.ts'
import { digestOf } from './plugin-digest.ts'
import { isProvided } from './provided-packages.ts'

/** A folder of code with the content that it has at one time. */
export interface CodeGeneration {
  readonly folder: string
  /** Stands for the content, such as its digest. */
  readonly content: string
  /** The digests of its files, where nothing else may be imported. */
  readonly pinned?: ReadonlyMap<string, string> | undefined
}

/** The part of an address that tells one content of a folder's files from another. */
const PARAMETER = 'generation'

/** The folders that were imported, by the value of the parameter. */
const folders = new Map<string, string>()
const imported = new Map<string, Promise<unknown>>()
/** How often an import of an address has failed: Node keeps failures by the address. */
const failed = new Map<string, number>()
/** The CommonJS files that Node keeps, with what they held. */
const kept = new Map<string, string>()
/** The `node_modules` of folders when they were imported first. Node keeps packages too. */
const packages = new Map<string, string>()

/**
 * A file imports the files of its own folder in its own generation. Packages in `node_modules` are imported once; those that the server
 * provides need not be installed there.
 */
registerHooks({
  resolve(specifier, context, next) {
    const generation = generationOf(context.parentURL)
    const folder = generation === undefined ? undefined : folders.get(generation)
    const found = resolveFor(folder, specifier, (parentURL) =>
      next(specifier, parentURL === undefined ? context : { ...context, parentURL }),
    )
    requireInside(found.url, { specifier, parentURL: context.parentURL })
    if (folder === undefined || !isOwnFile(found.url, folder)) return found
    return { ...found, url: `${found.url}?${PARAMETER}=${generation}` }
  },
  load(address, context, next) {
    const loaded = next(address, context)
    if (address.startsWith('file:')) requirePinned(fileURLToPath(address), loaded.source)
    return loaded
  },
})

/**
 * Imports a file of a folder with the content that the folder has now. What was imported with the same content before is not imported
 * again, since Node never frees a module.
 *
 * @throws what the module throws; TypeError if a CommonJS file or a package of the folder has changed, which Node keeps by its path
 */
export async function importGeneration(
  entry: string,
  { folder, content, pinned }: CodeGeneration,
): Promise<unknown> {
  const key = `${pathToFileURL(entry).href}?${PARAMETER}=${content}`
  const known = imported.get(key)
  if (known !== undefined) return known
  const place = `${realpathSync(folder)}${sep}`
  requireUnchanged(place)
  if (pinned !== undefined) pinFolder(place, pinned)
  const attempt = failed.get(key) ?? 0
  const suffix = attempt === 0 ? '' : `-${attempt}`
  folders.set(`${content}${suffix}`, place)
  const module = import(`${key}${suffix}`).finally(() => noteCommonJs(place))
  imported.set(key, module)
  module.catch(() => {
    imported.delete(key)
    failed.set(key, attempt + 1)
  })
  return module
}

/** What the server provides is resolved from the server where a plugin does not have it. */
function resolveFor<T>(folder: string | undefined, specifier: string, resolve: (parentURL?: string) => T): T {
  try {
    return resolve()
  } catch (error) {
    if (folder === undefined || !isProvided(specifier)) throw error
    return resolve(import.meta.url)
  }
}

/** A pinned folder's digest does not cover what is outside it. */
function requireInside(
  address: string,
  { specifier, parentURL }: { readonly specifier: string; readonly parentURL: string | undefined },
): void {
  if (parentURL?.startsWith('file:') !== true || !address.startsWith('file:') || isProvided(specifier)) return
  const folder = pinnedFolderOf(fileURLToPath(parentURL))
  if (folder === undefined || fileURLToPath(address).startsWith(folder)) return
  throw new TypeError(
    `it imports ${specifier} from outside its folder, which its digest in PLUGINS_ALLOW does not cover: install it in the folder`,
  )
}

function requireUnchanged(folder: string): void {
  const files = [...kept].filter(([file, held]) => isOwnPath(file, folder) && held !== heldBy(file))
  if (files.length > 0)
    throw new TypeError(
      `Node keeps its CommonJS files, and ${files.map(([file]) => relative(folder, file)).join(', ')} has changed since it was loaded: restart the server, or make its files ES modules`,
    )
  const present = packagesIn(folder)
  const before = packages.get(folder) ?? present
  packages.set(folder, before)
  if (before === present) return
  throw new TypeError(
    'Node keeps packages, and its node_modules has changed since it was loaded first: restart the server',
  )
}

function packagesIn(folder: string): string {
  const place = join(folder, 'node_modules')
  return existsSync(place) ? digestOf(place) : ''
}

function noteCommonJs(folder: string): void {
  const { cache } = createRequire(import.meta.url)
  for (const file of Object.keys(cache))
    if (isOwnPath(file, folder) && !kept.has(file)) kept.set(file, heldBy(file))
}

function heldBy(file: string): string {
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : ''
}

function generationOf(address: string | undefined): string | undefined {
  const [, query] = address?.split(`?${PARAMETER}=`) ?? []
  return query
}

function isOwnFile(address: string, folder: string): boolean {
  return address.startsWith('file:') && !address.includes('?') && isOwnPath(fileURLToPath(address), folder)
}

function isOwnPath(file: string, folder: string): boolean {
  return file.startsWith(folder) && !file.slice(folder.length).includes(`node_modules${sep}`)
}
