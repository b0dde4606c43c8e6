import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Integration } from '@tributary/integration-kit'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import type { ProviderSimulator, SimulatorClient } from '@tributary/provider-simulator'

const PLACE = fileURLToPath(new URL('../../../packages/integrations', import.meta.url))

/** What every integration's simulator can be created with. */
export interface SimulatorOptions {
  readonly clients?: readonly SimulatorClient[]
  readonly port?: number
}

export interface SimulatedIntegration {
  readonly definition: IntegrationDefinition
  create(options: SimulatorOptions): Promise<ProviderSimulator>
}

/**
 * Loads an integration and the function of its simulator, the export `create…Simulator` of `simulator/index.ts`.
 *
 * @throws Error as `loadDefinition`, and for an integration without a simulated provider
 */
export async function loadIntegration(name: string): Promise<SimulatedIntegration> {
  const definition = await loadDefinition(name)
  const simulators = await exportsOf(join(PLACE, name, 'simulator/index.ts'))
  const create = Object.entries(simulators).find(([key]) => /^create\w+Simulator$/.test(key))?.[1]
  if (typeof create !== 'function')
    throw new Error(
      `${name} has no simulated provider${definition.files === undefined ? '' : ': it imports files, which its tests generate'}.`,
    )
  return { definition, create: create as SimulatedIntegration['create'] }
}

/**
 * Loads the definition of an integration.
 *
 * @throws Error for an integration that does not exist, naming those that do
 */
export async function loadDefinition(name: string): Promise<IntegrationDefinition> {
  const folder = join(PLACE, name)
  if (!existsSync(join(folder, 'package.json')))
    throw new Error(`There is no integration "${name}". There are: ${readdirSync(PLACE).join(', ')}.`)
  const integration = Object.values(await exportsOf(join(folder, 'src/index.ts'))).find(isIntegration)
  if (integration === undefined) throw new Error(`packages/integrations/${name} exports no integration.`)
  return integration.definition
}

async function exportsOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  if (!existsSync(file)) return {}
  return (await import(pathToFileURL(file).href)) as Readonly<Record<string, unknown>>
}

function isIntegration(value: unknown): value is Integration {
  return typeof value === 'object' && value !== null && 'definition' in value
}
