import { existsSync, readdirSync } from 'node:fs'
import type { Plugin } from '@tributary/core'
import { type IntegrationOptions, integrationPlugin } from '@tributary/integration-host'
import type { Integration } from '@tributary/integration-kit'

/** The same from `src/` and from `dist/`. */
const PLACE = '../../../packages/integrations'
const ENTRY = import.meta.url.endsWith('.ts') ? 'src/index.ts' : 'dist/index.js'

/** Creates the plugin of an integration from the configuration. */
export type MakePlugin = (options: IntegrationOptions) => Plugin

/**
 * Loads integrations from their folders in `packages/integrations`, in the given order.
 *
 * By path, since importing by package name would require a dependency in package.json as well: two more places to edit. An
 * integration that cannot be loaded becomes a plugin that reports this at boot: it is quarantined and the others run.
 */
export async function loadIntegrations(folders: readonly string[]): Promise<readonly MakePlugin[]> {
  return Promise.all(folders.map(loadIntegration))
}

async function loadIntegration(folder: string): Promise<MakePlugin> {
  try {
    requireFolder(folder)
    const module: unknown = await import(new URL(`${PLACE}/${folder}/${ENTRY}`, import.meta.url).href)
    const integration = Object.values(module ?? {}).find(isIntegration)
    const name = integration?.definition.name
    if (integration !== undefined && name === folder)
      return (options) => integrationPlugin(integration, options)
    const found = integration === undefined ? 'no integration' : `the integration "${name}"`
    throw new TypeError(`it exports ${found}; it takes one named like its folder`)
  } catch (error) {
    return () => unloadable(folder, error)
  }
}

/** The integrations of `packages/integrations` that are not listed and so never loaded. */
export function findUnlistedIntegrations(folders: readonly string[]): readonly string[] {
  return listPackages().filter((name) => !folders.includes(name))
}

function requireFolder(folder: string): void {
  const packages = listPackages()
  if (!packages.includes(folder))
    throw new TypeError(`there is no such package; there are: ${packages.join(', ')}`)
}

function listPackages(): readonly string[] {
  return readdirSync(new URL(PLACE, import.meta.url)).filter((name) =>
    existsSync(new URL(`${PLACE}/${name}/package.json`, import.meta.url)),
  )
}

export function isIntegration(value: unknown): value is Integration {
  return typeof value === 'object' && value !== null && 'definition' in value
}

function unloadable(folder: string, cause: unknown): Plugin {
  return {
    name: folder,
    version: '0.0.0',
    registerServices() {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw new Error(`packages/integrations/${folder} cannot be loaded: ${reason}`, { cause })
    },
  }
}
