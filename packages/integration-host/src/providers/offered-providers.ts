import { contributionPoint } from '@tributary/core'
import type { Provider } from '@tributary/integration-kit/host'

/**
 * Every provider that plugins offer, one of a kind for each plugin: those of a definition's `provides`, and of plain plugins. Administrators
 * configure them as instances. To be read each time, since plugins come and go.
 *
 * @example
 * context.contribute(offeredProviders, notificationProvider({ … })) // a plain plugin, phase 1
 */
export const offeredProviders = contributionPoint<Provider>('providers')
