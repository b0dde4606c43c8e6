import type { Plugin } from '@tributary/core'
import { type IntegrationOptions, integrationPlugin } from '@tributary/integration-host'
import type { Integration } from '@tributary/integration-kit'
import { isIntegration } from '../load-integrations.ts'
import { importGeneration } from './import-generation.ts'
import type { PluginCandidate } from './plugin-candidate.ts'
import { entryOf, type PluginPackage } from './plugin-package.ts'

/** What a package of plugins may export: plugins, integrations, or functions of the options that make one. */
type Exported = Plugin | Integration | ((options: unknown) => unknown)

export interface CandidateCode {
  readonly manifest: PluginPackage
  /** Of the folder: its digest. */
  readonly content: string
  /** The digests of its files, where nothing else may be imported. */
  readonly pinned: ReadonlyMap<string, string> | undefined
  readonly integration: IntegrationOptions
}

/**
 * Imports a package and makes its plugins: from its default export, else from all exports that are plugins or integrations.
 *
 * @throws what the package throws; TypeError if it exports no plugin
 */
export async function loadCandidate(
  { folder, options }: PluginCandidate,
  { manifest, content, pinned, integration }: CandidateCode,
): Promise<readonly Plugin[]> {
  const entry = entryOf(folder, manifest)
  const module = (await importGeneration(entry, { folder, content, pinned })) as Readonly<
    Record<string, unknown>
  >
  const exported = module['default'] === undefined ? Object.values(module) : [module['default']]
  const made: Plugin[] = []
  for (const value of exported.filter(isExported)) {
    const result: unknown = typeof value === 'function' ? await value(options ?? {}) : value
    if (isIntegration(result)) made.push(integrationPlugin(result, integration))
    else if (isPlugin(result)) made.push(result)
  }
  if (made.length > 0) return made
  throw new TypeError(
    `it exports no plugin: export one by default, as { name, version, … }, defineIntegration({ … }) or a function of its options that returns one`,
  )
}

function isExported(value: unknown): value is Exported {
  return typeof value === 'function' || isIntegration(value) || isPlugin(value)
}

function isPlugin(value: unknown): value is Plugin {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'version' in value &&
    typeof value.version === 'string'
  )
}
