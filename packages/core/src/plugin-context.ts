import type { FastifyBaseLogger } from 'fastify'
import type { Contributions } from './contributions.ts'
import type { PluginContext, ServiceRegistrationContext } from './plugin.ts'
import type { PluginRecord } from './plugin-record.ts'
import type { ServiceRegistry } from './service-registry.ts'

/** The parts of the kernel that contexts give access to. */
export interface ContextSources {
  readonly logger: FastifyBaseLogger
  readonly services: ServiceRegistry
  readonly contributions: Contributions
}

/** The kernel as a plugin sees it in every phase; each call carries the asking plugin. */
export function contextOf(record: PluginRecord, sources: ContextSources): PluginContext {
  const { logger, services, contributions } = sources
  return {
    plugin: { name: record.name, version: record.plugin.version },
    logger: logger.child({ plugin: record.name }),
    getService: (key) => services.get(record, key),
    hasService: (key) => services.has(record, key),
    getContributions: (point) => contributions.get(record, point),
    getUnavailable: (point) => contributions.unavailable(record, point),
  }
}

/** The additional members in phase 1. */
export function registrationContextOf(
  record: PluginRecord,
  sources: ContextSources,
): ServiceRegistrationContext {
  const context = contextOf(record, sources)
  return {
    ...context,
    registerService: (key, factory, options) =>
      sources.services.register(record, key, { factory, context, options }),
    contribute: (point, value) => sources.contributions.add(record, point, value),
  }
}
