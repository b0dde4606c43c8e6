import { type AwilixContainer, asFunction, createContainer } from 'awilix'
import { KernelError } from './kernel-error.ts'
import type { PluginContext, ServiceOptions } from './plugin.ts'
import { isUp, type PluginRecord } from './plugin-record.ts'
import type { ServiceKey } from './service-key.ts'
import { withTimeLimit } from './time-limit.ts'

interface Registration {
  readonly owner: PluginRecord
  /** Of its own: awilix cannot take a registration out of a container. */
  readonly container: AwilixContainer
  readonly dispose: ((service: unknown) => void | Promise<void>) | undefined
}

interface Created {
  readonly name: string
  readonly registration: Registration
  readonly service: unknown
}

/**
 * The services of all plugins: lazy singletons on awilix, with messages that name the plugin that asks, the service
 * and the cure.
 */
export class ServiceRegistry {
  /** By name. While a plugin is reloaded, the one that it replaces has a registration as well. */
  readonly #registrations = new Map<string, readonly Registration[]>()
  /** In the order of creation; awilix disposes all at once, a server must dispose in reverse order. */
  #created: Created[] = []
  /** The services under construction, outermost first: the path of a cycle. */
  readonly #resolving: string[] = []
  /** Quarantined or disabled plugins, whose services are unknown. */
  readonly #out: () => readonly PluginRecord[]
  #closed = false

  constructor(out: () => readonly PluginRecord[] = () => []) {
    this.#out = out
  }

  /** Adds a service. `contextOf` gives the factory the context of the plugin that owns it. */
  register<T>(
    owner: PluginRecord,
    key: ServiceKey<T>,
    definition: {
      factory: (context: PluginContext) => T
      context: PluginContext
      options: ServiceOptions<T> | undefined
    },
  ): void {
    const { name } = key
    if (this.#closed && !owner.registering) {
      throw new KernelError(
        'WRONG_PHASE',
        `plugin "${owner.name}" registers service "${name}" after boot phase 1: register it in registerServices`,
      )
    }
    const others = this.#registrations.get(name) ?? []
    const existing = others.find(
      (other) => other.owner !== owner.replaces && other.owner.standing !== 'retired',
    )
    if (existing !== undefined) {
      throw new KernelError(
        'DUPLICATE_SERVICE',
        `plugin "${owner.name}" registers service "${name}", which plugin "${existing.owner.name}" has registered: give one of them another key`,
      )
    }
    const { factory, context, options } = definition
    // The registration stores services of every type; only a value of the key's type reaches its dispose.
    const dispose = options?.dispose as Registration['dispose']
    const registration: Registration = { owner, dispose, container: createContainer() }
    const make = () => {
      const service = factory(context)
      this.#created.push({ name, registration, service })
      return service
    }
    registration.container.register(containerName(name), asFunction(make).singleton())
    this.#registrations.set(name, [...others, registration])
    owner.provides.add(name)
  }

  /** Takes out the registrations of a plugin, whose services are disposed of already. */
  remove(owner: PluginRecord): void {
    for (const [name, registrations] of this.#registrations) {
      const rest = registrations.filter((each) => each.owner !== owner)
      if (rest.length === 0) this.#registrations.delete(name)
      else this.#registrations.set(name, rest)
    }
  }

  /** Ends registration after phase 1. */
  close(): void {
    this.#closed = true
  }

  has(asking: PluginRecord, { name }: ServiceKey<unknown>): boolean {
    const registration = this.#find(asking, name)
    if (registration === undefined) return false
    this.#requireDeclared(asking, name, registration.owner)
    return isUp(registration.owner)
  }

  /** The plugin whose service another one is given, if any. */
  ownerOf(asking: PluginRecord, name: string): PluginRecord | undefined {
    return this.#find(asking, name)?.owner
  }

  /**
   * A plugin keeps its own services and those of the plugins that it was booted with. A new one sees what will be there when it
   * has taken over; all others see what is there now.
   */
  #find(asking: PluginRecord, name: string): Registration | undefined {
    const registrations = this.#registrations.get(name) ?? []
    return (
      registrations.find(({ owner }) => owner === asking || asking.dependencies.has(owner)) ??
      registrations.find(({ owner }) => owner.standing === 'current' && owner !== asking.replaces)
    )
  }

  get<T>(asking: PluginRecord, key: ServiceKey<T>): T {
    const { name } = key
    const registration = this.#find(asking, name)
    if (registration === undefined) throw this.missing(asking, name)
    this.#requireDeclared(asking, name, registration.owner)
    if (registration.owner !== asking) asking.uses.add(name)
    if (!isUp(registration.owner)) throw this.#unavailable(asking, name, registration.owner)
    if (this.#resolving.includes(name)) {
      const path = [...this.#resolving.slice(this.#resolving.indexOf(name)), name].join(' → ')
      throw new KernelError(
        'SERVICE_CYCLE',
        `services need each other in a cycle: ${path}: resolve one of them later, when it is used`,
      )
    }
    this.#resolving.push(name)
    try {
      return registration.container.resolve<T>(containerName(name))
    } catch (error) {
      if (error instanceof KernelError) throw error
      const why = error instanceof Error ? error.message : String(error)
      throw new KernelError(
        'SERVICE_FAILED',
        `plugin "${asking.name}" needs service "${name}", which plugin "${registration.owner.name}" failed to create: ${why}`,
        { cause: error },
      )
    } finally {
      this.#resolving.pop()
    }
  }

  /** Replaces "no plugin registers it" by the plugin that registered the service too late, once phase 1 is over. */
  explain(asking: PluginRecord, error: KernelError): KernelError {
    const name = error.service
    const owner = name === undefined ? undefined : this.ownerOf(asking, name)
    if (name === undefined || owner === undefined || owner === asking) return error
    return new KernelError(
      'MISSING_SERVICE',
      `plugin "${asking.name}" needs service "${name}", which plugin "${owner.name}" registers, but it boots later: move it before "${asking.name}"`,
      { cause: error, service: name },
    )
  }

  /** Disposes the created services of a plugin, newest first. Returns the failures. */
  async disposeOf(owner: PluginRecord, limitMilliseconds: number): Promise<Error[]> {
    const failures: Error[] = []
    const own = this.#created.filter(({ registration }) => registration.owner === owner)
    this.#created = this.#created.filter((each) => !own.includes(each))
    for (const { name, registration, service } of own.toReversed()) {
      if (registration.dispose === undefined) continue
      try {
        await withTimeLimit(() => registration.dispose?.(service), {
          milliseconds: limitMilliseconds,
          what: `dispose of service "${name}"`,
        })
      } catch (error) {
        failures.push(error instanceof Error ? error : new Error(String(error)))
      }
    }
    return failures
  }

  /** The error of a service that no plugin registers. */
  missing(asking: PluginRecord, service: string): KernelError {
    const hints = this.#out()
      .filter(({ state, phase }) => state === 'disabled' || phase === 'registerServices')
      .map(({ name, state, reason }) =>
        state === 'disabled' ? `"${name}" is disabled` : `"${name}" failed: ${reason?.message}`,
      )
    const otherwise = hints.length === 0 ? '' : `, unless one of these would: ${hints.join('; ')}`
    return new KernelError(
      'MISSING_SERVICE',
      `plugin "${asking.name}" needs service "${service}", which no plugin registers: add the plugin that does to the plugin list${otherwise}`,
      { service },
    )
  }

  /** The boot order follows from declarations, so an undeclared service would be available only by chance. */
  #requireDeclared(asking: PluginRecord, name: string, owner: PluginRecord): void {
    if (owner === asking || owner.position === 0 || asking.position === 0 || asking.declared.has(name)) return
    throw new KernelError(
      'UNDECLARED_SERVICE',
      `plugin "${asking.name}" asks for service "${name}" of plugin "${owner.name}", which it does not declare: add its key to uses, or to usesIfPresent`,
      { service: name },
    )
  }

  #unavailable(asking: PluginRecord, name: string, owner: PluginRecord): KernelError {
    const why = owner.reason?.message ?? 'unknown reason'
    return new KernelError(
      'MISSING_SERVICE',
      `plugin "${asking.name}" needs service "${name}", which plugin "${owner.name}" registers, but "${owner.name}" is quarantined: ${why}`,
      { service: name },
    )
  }
}

/** Awilix resolves some names itself, such as `constructor` and `toJSON`. */
function containerName(service: string): string {
  return `service ${service}`
}
