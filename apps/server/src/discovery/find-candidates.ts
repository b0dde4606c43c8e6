import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { PluginCandidate, RefusedCandidate } from './plugin-candidate.ts'
import { nameOf } from './stand-ins.ts'

/** In this order; the first that exists. */
const CONFIG_FILES = ['tributary.config.ts', 'tributary.config.js', 'tributary.config.mjs']

/** What `tributary.config.ts` exports by default. */
export interface TributaryConfig {
  /** Folders (`./plugins/diary`, absolute paths) and packages of npm by name, alone or with options. */
  readonly plugins?: readonly (string | { readonly plugin: string; readonly options?: unknown })[]
}

export interface Places {
  /** Where `tributary.config.ts` is looked for. */
  readonly directory: string
  /** Each folder in it is a plugin. */
  readonly pluginsDir: string
}

export interface Candidates {
  readonly found: readonly PluginCandidate[]
  readonly refused: readonly RefusedCandidate[]
}

/** The plugins that the operator added: first those of `tributary.config.ts` in its order, then the folders of `PLUGINS_DIR` by name. */
export async function findCandidates({ directory, pluginsDir }: Places): Promise<Candidates> {
  const configured = await readConfig(directory)
  const folders = existsSync(pluginsDir)
    ? readdirSync(pluginsDir, { withFileTypes: true })
        .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
        .map(({ name }) => ({ named: name, folder: join(pluginsDir, name) }))
        .toSorted((one, other) => (one.named < other.named ? -1 : 1))
    : []
  return withDistinctFolders({ found: [...configured.found, ...folders], refused: configured.refused })
}

/** Administrators load a candidate by its name, so the second of a name is refused; a folder that is named twice is one. */
function withDistinctFolders({ found, refused }: Candidates): Candidates {
  const byName = new Map<string, PluginCandidate>()
  const more: RefusedCandidate[] = []
  for (const candidate of found) {
    const { named, folder } = candidate
    const first = byName.get(nameOf(named))
    if (first === undefined) byName.set(nameOf(named), candidate)
    else if (placeOf(first.folder) !== placeOf(folder))
      more.push({ named, reason: `${folder} has the name of ${first.folder}: rename one of the folders` })
  }
  return { found: [...byName.values()], refused: [...refused, ...more] }
}

function placeOf(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : folder
}

async function readConfig(directory: string): Promise<Candidates> {
  const name = CONFIG_FILES.find((file) => existsSync(join(directory, file)))
  if (name === undefined) return { found: [], refused: [] }
  try {
    const file = join(directory, name)
    // It may be edited while the server runs.
    const module = (await import(`${pathToFileURL(file).href}?changed=${statSync(file).mtimeMs}`)) as {
      readonly default?: TributaryConfig
    }
    return locateAll(module.default?.plugins ?? [], directory)
  } catch (error) {
    const reason = `${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`
    return { found: [], refused: [{ named: 'tributary-config', reason }] }
  }
}

function locateAll(plugins: NonNullable<TributaryConfig['plugins']>, directory: string): Candidates {
  const found: PluginCandidate[] = []
  const refused: RefusedCandidate[] = []
  for (const entry of plugins) {
    const { plugin: named, options } =
      typeof entry === 'string' ? { plugin: entry, options: undefined } : entry
    const folder = locate(named, directory)
    if (folder === undefined)
      refused.push({
        named,
        reason: `${named} is not installed: add it with your package manager, or name a folder as ./${named}`,
      })
    else found.push({ named, folder, ...(options === undefined ? {} : { options }) })
  }
  return { found, refused }
}

/** The folder of a path or of an installed package. */
function locate(named: string, directory: string): string | undefined {
  if (named.startsWith('.') || isAbsolute(named)) return resolve(directory, named)
  for (let at = directory; ; at = dirname(at)) {
    const folder = join(at, 'node_modules', named)
    if (existsSync(join(folder, 'package.json'))) return folder
    if (at === dirname(at)) return undefined
  }
}
