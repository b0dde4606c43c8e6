import { type ServiceRegistrationContext, serviceKey } from '@tributary/core'
import type { IntegrationDefinition } from '@tributary/integration-kit/host'
import { imports } from './import-service.ts'
import { camelCase } from './routes/camel-case.ts'

/** Registers the services that an integration declares in `extend`, by its name and theirs. */
export function registerOwnServices(
  context: ServiceRegistrationContext,
  { name, extend }: IntegrationDefinition,
): void {
  for (const [service, create] of Object.entries(extend?.services ?? {})) {
    const key = serviceKey<unknown>(`${camelCase(name)}${service.charAt(0).toUpperCase()}${service.slice(1)}`)
    context.registerService(key, (own) =>
      create({ open: (whose) => own.getService(imports).openAccount({ ...whose, integration: name }) }),
    )
  }
}
