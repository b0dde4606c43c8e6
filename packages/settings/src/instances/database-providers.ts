import { ProblemError } from '@tributary/core'
import type { ProviderInstance, Providers, ProviderTarget } from '@tributary/integration-host'
import type { ProviderContracts, ProviderKind, Receiving } from '@tributary/integration-kit/host'
import { isTimeIsOver, type TimeIsOver } from '@tributary/provider-client'
import { settingsErrors } from '../settings-errors.ts'
import { type InstanceParts, instancesOf, USE_MILLISECONDS } from './instance-parts.ts'
import { findInstances, listInstancesOfKind, readRevisions } from './instance-store.ts'
import type { InstanceRow } from './instance-tables.ts'
import { stateOf } from './instance-values.ts'
import type { OfferedKind } from './offered-kinds.ts'
import { OpenInstance } from './open-instance.ts'
import { CircuitOpen, type CircuitView } from './resilience/circuit.ts'
import { Circuits } from './resilience/circuits.ts'

/**
 * The instances that this process has opened. Each use reads the row: an instance is opened again when its revision or its plugin has
 * changed, so that a change is effective in every process at once.
 */
export class DatabaseProviders implements Providers {
  readonly #parts: InstanceParts
  readonly #open = new Map<string, OpenInstance>()
  /** Those that are being closed. */
  readonly #retired = new Set<OpenInstance>()
  readonly #circuits: Circuits
  #isStopped = false

  constructor(parts: InstanceParts) {
    this.#parts = parts
    this.#circuits = new Circuits(parts.now ?? Date.now)
  }

  /** Whether an instance is used now, as this process knows it. */
  circuitOf(row: Pick<InstanceRow, 'id' | 'revision'>): CircuitView {
    return this.#circuits.view(row)
  }

  async list(kind: ProviderKind): Promise<readonly ProviderInstance[]> {
    const rows = await listInstancesOfKind(instancesOf(this.#parts), kind)
    return rows.map((row) => {
      const { id, plugin, name, revision } = row
      const state = stateOf(row, this.#parts.offered.find(plugin, kind))
      return { id, plugin, kind, name, state, revision }
    })
  }

  async use<Kind extends ProviderKind, Result>(
    { kind, instance, milliseconds = this.#parts.useMilliseconds ?? USE_MILLISECONDS }: ProviderTarget<Kind>,
    work: (implementation: ProviderContracts[Kind]) => Result | Promise<Result>,
  ): Promise<Result> {
    const found = await findInstances(instancesOf(this.#parts), kind, instance)
    // Another process may have deleted it.
    if (found.length === 0) await this.sweep()
    const row = oneOf(found, { kind, instance })
    if (!row.enabled) this.#forget(row.id)
    requireEnabled(row)
    const offered = this.#offered(row)
    try {
      return await this.#circuits.of(row, offered).run(async () =>
        this.#opened(row, offered).use(milliseconds, (implementation) =>
          // Of the kind, by its plugin's form of the contract.
          work(implementation as ProviderContracts[Kind]),
        ),
      )
    } catch (error) {
      if (error instanceof CircuitOpen) throw suspended(row, error, this.#parts.now ?? Date.now)
      throw isTimeIsOver(error) ? outOfTime(row, error) : error
    }
  }

  /**
   * Has an instance take a request that claims to be its service's. The circuit has no part in it: such a request says nothing of whether the
   * service answers, so it must neither close the circuit nor be refused while it is open.
   */
  async receive<Result>(
    { row, milliseconds }: { readonly row: InstanceRow; readonly milliseconds: number },
    work: (implementation: Receiving) => Result | Promise<Result>,
  ): Promise<Result> {
    const offered = this.#offered(row)
    try {
      return await this.#opened(row, offered).use(milliseconds, (implementation) =>
        // What an implementation may have besides its contract.
        work(implementation as Receiving),
      )
    } catch (error) {
      throw isTimeIsOver(error) ? outOfTime(row, error) : error
    }
  }

  /** Closes what was changed, disabled or deleted by any process, or belongs to a plugin that is not loaded any longer. */
  async sweep(): Promise<void> {
    if (this.#open.size === 0) return
    const revisions = await readRevisions(instancesOf(this.#parts), [...this.#open.keys()])
    for (const [id, { revision, offered }] of this.#open) {
      const { plugin, kind, provider } = offered
      const isCurrent =
        revisions.get(id) === revision && this.#parts.offered.find(plugin, kind)?.provider === provider
      if (!isCurrent) this.#forget(id)
    }
  }

  /** Closes what belongs to plugins that are not loaded any longer. */
  releaseUnloaded(): void {
    for (const [id, { offered }] of this.#open)
      if (this.#parts.offered.find(offered.plugin, offered.kind)?.provider !== offered.provider)
        this.#forget(id)
  }

  /** Closes everything; calls that are still under way after the given time are ended. */
  async stop(milliseconds: number): Promise<void> {
    this.#isStopped = true
    for (const id of this.#open.keys()) this.#retire(id)
    const closing = [...this.#retired]
    const timer = setTimeout(() => {
      for (const each of closing) each.abort(new Error('the server stops'))
    }, milliseconds)
    await Promise.all(closing.map(({ closed }) => closed))
    clearTimeout(timer)
  }

  #offered(row: InstanceRow): OfferedKind {
    try {
      return this.#parts.offered.required(row)
    } catch (error) {
      this.#retire(row.id)
      throw error
    }
  }

  #opened(row: InstanceRow, offered: OfferedKind): OpenInstance {
    if (this.#isStopped)
      throw new ProblemError(settingsErrors.INSTANCES_UNAVAILABLE, { detail: 'The server is stopping.' })
    const present = this.#open.get(row.id)
    // A use that has read the row earlier may come here later: it takes the newer one.
    const isCurrent =
      present?.offered.provider === offered.provider && present.revision >= row.revision && !present.hasFailed
    if (isCurrent) return present
    this.#retire(row.id)
    const opened = new OpenInstance(this.#parts, row, offered)
    this.#open.set(row.id, opened)
    return opened
  }

  #forget(id: string): void {
    this.#retire(id)
    this.#circuits.delete(id)
  }

  #retire(id: string): void {
    const present = this.#open.get(id)
    if (present === undefined) return
    this.#open.delete(id)
    this.#retired.add(present)
    void present.closed.then(() => this.#retired.delete(present))
    present.retire()
  }
}

function oneOf(
  rows: readonly InstanceRow[],
  { kind, instance }: { readonly kind: ProviderKind; readonly instance: string },
): InstanceRow {
  const [first, ...more] = rows.toSorted(
    (one, other) => Number(other.id === instance) - Number(one.id === instance),
  )
  if (first === undefined)
    throw new ProblemError(settingsErrors.INSTANCES_NOT_FOUND, {
      detail: `There is no instance ${JSON.stringify(instance)} of the kind ${kind}. GET /api/admin/plugins/instances?kind=${kind} lists them.`,
    })
  if (more.length > 0 && first.id !== instance)
    throw new ProblemError(settingsErrors.INSTANCES_AMBIGUOUS, {
      detail: `Name it with its plugin: ${rows.map(({ plugin, name }) => `"${plugin}/${name}"`).join(', ')}.`,
    })
  return first
}

function requireEnabled({ enabled, id, name }: InstanceRow): void {
  if (enabled) return
  throw new ProblemError(settingsErrors.INSTANCES_DISABLED, {
    detail: `The instance ${JSON.stringify(name)} is disabled. Enable it: POST /api/admin/plugins/instances/${id}/enable.`,
  })
}

/** Says when it is tried next; a client reads it in `Retry-After`. */
function suspended({ name, plugin }: InstanceRow, { retryAt }: CircuitOpen, now: () => number): ProblemError {
  const seconds = Math.max(1, Math.ceil((retryAt.getTime() - now()) / 1000))
  return new ProblemError(settingsErrors.INSTANCES_SUSPENDED, {
    detail: `The instance ${JSON.stringify(name)} of the plugin ${plugin} has failed again and again. It is tried next at ${retryAt.toISOString()}.`,
    headers: { 'retry-after': String(seconds) },
    extensions: { retryAt: retryAt.toISOString() },
  })
}

function outOfTime({ name, plugin }: InstanceRow, { milliseconds }: TimeIsOver): ProblemError {
  return new ProblemError(settingsErrors.INSTANCES_TIME_LIMIT, {
    detail: `The instance ${JSON.stringify(name)} of the plugin ${plugin} did not answer within ${milliseconds / 1000} seconds.`,
  })
}
