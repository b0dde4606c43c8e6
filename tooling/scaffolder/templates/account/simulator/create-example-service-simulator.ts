import {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
} from '@tributary/provider-simulator'
import { accountRoutes } from './account-routes.ts'
import { dataRoute } from './example-service-data.ts'
import { exampleServiceProfile } from './example-service-profile.ts'

export interface ExampleServiceSimulatorOptions
  extends Partial<
    Pick<ProviderSimulatorOptions, 'accounts' | 'clients' | 'port' | 'now' | 'random' | 'inProcess'>
  > {}

const ACCOUNTS = [
  { id: 'sim-ada', name: 'Ada' },
  { id: 'sim-bob', name: 'Bob' },
]

/**
 * Starts a simulated Example Service: an answer follows from the account, the query and the simulator's clock.
 *
 * @example
 * await using simulator = await createExampleServiceSimulator()
 */
export function createExampleServiceSimulator(
  options: ExampleServiceSimulatorOptions = {},
): Promise<ProviderSimulator> {
  return createProviderSimulator({
    name: 'Example Service',
    profile: exampleServiceProfile,
    accounts: ACCOUNTS,
    ...options,
    routes: [...accountRoutes, dataRoute],
  })
}
