import type { ProviderSimulator } from '@tributary/provider-simulator'
import type { NotificationService, ShownNotification } from './test-notification-provider.ts'

/** Longer than any test. */
const HANG_MILLISECONDS = 600_000

/** A provider simulator as the service of a suite. */
export interface SimulatedService extends NotificationService {
  readonly simulator: ProviderSimulator
}

/**
 * Makes a simulator the service of `testNotificationProvider`.
 *
 * @example
 * start: async () => {
 *   const simulator = await createNtfySimulator()
 *   return simulatedService(simulator, { values: { topic: 'alerts' }, received: () => simulator.messages() })
 * }
 */
export function simulatedService(
  simulator: ProviderSimulator,
  {
    values,
    received = () => [],
  }: {
    readonly values: NotificationService['values']
    readonly received?: () => readonly ShownNotification[]
  },
): SimulatedService {
  return {
    simulator,
    values,
    endpoints: simulator.endpoints,
    received,
    hang: () =>
      simulator.controls.inject({
        kind: 'slow',
        milliseconds: HANG_MILLISECONDS,
        times: Number.POSITIVE_INFINITY,
      }),
    stop: () => simulator.stop(),
  }
}
