import { basename } from 'node:path'
import type { Plugin } from '@tributary/core'
import type { IntegrationOptions } from '@tributary/integration-host'
import { BootGuard } from './boot-guard.ts'
import { findCandidates, type Places } from './find-candidates.ts'
import { loadCandidate } from './load-candidate.ts'
import type { PluginCandidate } from './plugin-candidate.ts'
import { type AllowedPlugins, requireAllowed } from './plugin-digest.ts'
import { readPluginPackage, requireCompatible } from './plugin-package.ts'

export interface Discovery extends Places {
  readonly dataDir: string
  readonly allowed: AllowedPlugins
  readonly integration: IntegrationOptions
}

/**
 * Loads the plugins that the operator added, in their order. One that cannot be loaded becomes a plugin that reports this at boot: it is
 * quarantined with the reason, and the others run.
 */
export async function discoverPlugins(discovery: Discovery): Promise<readonly Plugin[]> {
  const { found, refused } = await findCandidates(discovery)
  const plugins: Plugin[] = refused.map(({ named, reason }) => unloadable(named, reason))
  if (found.length > 0) {
    const guard = new BootGuard(discovery.dataDir)
    // One after the other: the guard notes whose code is running.
    for (const candidate of found) plugins.push(...(await load(candidate, discovery, guard)))
  }
  return plugins
}

/** Names are routes and tables, so the second plugin of a name is refused, under a name of its own. */
export function withDistinctNames(plugins: readonly Plugin[], taken: Iterable<string>): readonly Plugin[] {
  const names = new Set(taken)
  return plugins.map((plugin) => {
    const { name } = plugin
    if (!names.has(name)) {
      names.add(name)
      return plugin
    }
    let other = `another-${name}`
    while (names.has(other)) other = `another-${other}`
    names.add(other)
    const reason = `the plugin "${name}" cannot be added: the server has one of this name; remove one, or rename yours`
    return { name: other, version: plugin.version, registerServices: () => Promise.reject(new Error(reason)) }
  })
}

async function load(
  candidate: PluginCandidate,
  { allowed, integration }: Discovery,
  guard: BootGuard,
): Promise<readonly Plugin[]> {
  const name = nameOf(candidate.named)
  try {
    const manifest = readPluginPackage(candidate.folder)
    requireCompatible(manifest)
    requireAllowed(name, candidate.folder, allowed)
    const refusal = guard.refusalOf(name)
    if (refusal !== undefined) throw new Error(refusal)
    const loaded = await guard.run(name, () => loadCandidate(candidate, { manifest, integration }))
    const refusals = loaded.map((plugin) => guard.refusalOf(plugin.name)).filter((each) => each !== undefined)
    if (refusals[0] !== undefined) throw new Error(refusals[0])
    return loaded.map((plugin) => guard.guarded(plugin))
  } catch (error) {
    return [unloadable(candidate.named, error instanceof Error ? error.message : String(error))]
  }
}

/** A plugin's name from a folder's or a package's: `@acme/tributary-diary` is `tributary-diary`. */
function nameOf(named: string): string {
  const name = basename(named)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
  return name === '' ? 'unnamed' : name
}

function unloadable(named: string, reason: string): Plugin {
  return {
    name: nameOf(named),
    version: '0.0.0',
    registerServices() {
      throw new Error(`the plugin ${named} cannot be loaded: ${reason}`)
    },
  }
}
