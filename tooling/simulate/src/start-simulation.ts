import { randomBytes } from 'node:crypto'
import { fieldOf } from '@tributary/integration-kit/host'
import type { ProviderSimulator, SimulatorClient } from '@tributary/provider-simulator'
import { loadIntegration, type SimulatedIntegration } from './load-integration.ts'

/** A simulated provider that runs, and what a server needs to use it. */
export interface Simulation {
  readonly name: string
  readonly displayName: string
  readonly simulator: ProviderSimulator
  /** The registered client, for OAuth. */
  readonly client: SimulatorClient | undefined
  /** Variables of the server: the client, where the definition's fields name variables. Without PROVIDER_ENDPOINTS. */
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Starts the simulated provider of an integration, with a client for a server at an address.
 *
 * @param publicUrl where people reach the server, `http://127.0.0.1:3000`
 * @throws Error as `loadIntegration`
 */
export async function startSimulation(
  name: string,
  { publicUrl, port }: { readonly publicUrl: string; readonly port?: number },
): Promise<Simulation> {
  const { definition, create } = await loadIntegration(name)
  const client = clientOf(definition, publicUrl)
  const simulator = await create({
    ...(client !== undefined && { clients: [client] }),
    ...(port !== undefined && { port }),
  })
  // A storage or a search engine on its own server has no provider with accounts and controls.
  if (!('endpoints' in simulator)) {
    await (simulator as Pick<ProviderSimulator, 'stop'>).stop()
    throw new Error(`${name} has a simulator for its tests alone: it has no address to be replaced.`)
  }
  return {
    name,
    displayName: definition.displayName,
    simulator,
    client,
    environment: client === undefined ? {} : environmentOf(definition, client),
  }
}

/** The value of PROVIDER_ENDPOINTS: where the server finds each real address. */
export function providerEndpoints(simulations: readonly Simulation[]): string {
  return simulations
    .flatMap(({ simulator }) => Object.entries(simulator.endpoints))
    .map(([real, simulated]) => `${real}=${simulated}`)
    .join(',')
}

function clientOf(
  { name, auth }: SimulatedIntegration['definition'],
  publicUrl: string,
): SimulatorClient | undefined {
  if (auth?.kind !== 'oauth2' && auth?.kind !== 'deviceCode') return undefined
  return {
    id: `${name}-simulated`,
    secret: randomBytes(24).toString('base64url'),
    redirectUris: [`${publicUrl}/api/${name}/callback`],
  }
}

function environmentOf(
  { config }: SimulatedIntegration['definition'],
  { id, secret = '' }: SimulatorClient,
): Readonly<Record<string, string>> {
  const variables = Object.entries({ clientId: id, clientSecret: secret }).flatMap(([key, value]) => {
    const schema = config?.properties[key]
    const variable = schema && fieldOf(schema)?.env
    return variable === undefined ? [] : [[variable, value]]
  })
  return Object.fromEntries(variables)
}
