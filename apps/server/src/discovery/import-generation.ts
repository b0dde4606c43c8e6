import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { createRequire, registerHooks } from 'node:module'
import { relative, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** A folder of code with the content that it has at one time. */
export interface CodeGeneration {
  readonly folder: string
  /** Stands for the content, such as its digest. */
  readonly content: string
}

/** The part of an address that tells one content of a folder's files from another. */
const PARAMETER = 'generation'

/** The folders that were imported, by the value of the parameter. */
const folders = new Map<string, string>()
const imported = new Map<string, Promise<unknown>>()
/** The CommonJS files that Node keeps, with what they held. */
const kept = new Map<string, string>()

/** A file imports the files of its own folder in its own generation. Packages in `node_modules` are imported once. */
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    const generation = generationOf(context.parentURL)
    const folder = generation === undefined ? undefined : folders.get(generation)
    if (folder === undefined || !isOwnFile(found.url, folder)) return found
    return { ...found, url: `${found.url}?${PARAMETER}=${generation}` }
  },
})

/**
 * Imports a file of a folder with the content that the folder has now. What was imported with the same content before is not imported
 * again, since Node never frees a module.
 *
 * @throws what the module throws; TypeError if a CommonJS file of the folder has changed, which Node keeps by its path
 */
export async function importGeneration(entry: string, { folder, content }: CodeGeneration): Promise<unknown> {
  const address = `${pathToFileURL(entry).href}?${PARAMETER}=${content}`
  const known = imported.get(address)
  if (known !== undefined) return known
  const place = `${realpathSync(folder)}${sep}`
  folders.set(content, place)
  requireUnchanged(place)
  const module = import(address).finally(() => noteCommonJs(place))
  imported.set(address, module)
  return module
}

function requireUnchanged(folder: string): void {
  const changed = [...kept].filter(([file, held]) => isOwnPath(file, folder) && held !== heldBy(file))
  if (changed.length === 0) return
  const files = changed.map(([file]) => relative(folder, file)).join(', ')
  throw new TypeError(
    `Node keeps its CommonJS files, and ${files} has changed since it was loaded: restart the server, or make its files ES modules`,
  )
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
