import type { AuditLog } from '@tributary/audit'
import { type Principal, ProblemError } from '@tributary/core'
import type { Database } from '@tributary/database'
import { settingsErrors } from '../settings-errors.ts'
import type { AddedPlugin, PluginLoader, PluginLoadResult } from './plugin-loader.ts'
import { readResults, writeResult, writeWanted } from './plugin-loads-store.ts'
import type { LoadingTables } from './tables.ts'
import { type AddedPluginView, viewAddedPlugin } from './view-added-plugin.ts'

export interface PluginLoadingParts {
  readonly database: Database
  readonly audit: AuditLog
  readonly loader: PluginLoader
  readonly processId: string
  readonly host: string
}

/** Loads and unloads plugins here, and has the other processes follow. */
export class PluginLoading {
  readonly #parts: PluginLoadingParts

  constructor(parts: PluginLoadingParts) {
    this.#parts = parts
  }

  names(): Promise<readonly string[]> {
    return this.#parts.loader.names()
  }

  async list(): Promise<readonly AddedPluginView[]> {
    return this.#viewAll(await this.#parts.loader.list())
  }

  async #viewAll(added: readonly AddedPlugin[]): Promise<readonly AddedPluginView[]> {
    const { database, processId } = this.#parts
    const results = await readResults(database.tables<LoadingTables>())
    return added.map((each) =>
      viewAddedPlugin(
        each,
        results
          .filter(({ name }) => name === each.name)
          .map(({ process_id: id, host, failure, finished_at: at }) => {
            return { id, host, isThis: id === processId, failure, finishedAt: at.toISOString() }
          }),
      ),
    )
  }

  /** Throws `PLUGINS_LOAD_FAILED`. */
  async load(name: string, by: Principal): Promise<AddedPluginView> {
    const before = await this.#find(name)
    const result = await this.#parts.loader.load(name)
    await this.#finish({ name, wanted: 'loaded', before, result, by })
    return this.#view(name)
  }

  /** Throws `PLUGINS_NOT_LOADED`, `PLUGINS_LOAD_FAILED`. */
  async reload(name: string, by: Principal): Promise<AddedPluginView> {
    await this.#requireLoaded(name)
    return this.load(name, by)
  }

  /** Throws `PLUGINS_NOT_LOADED`, `PLUGINS_LOAD_FAILED`. */
  async unload(name: string, by: Principal): Promise<AddedPluginView> {
    const before = await this.#requireLoaded(name)
    const result = await this.#parts.loader.unload(name)
    await this.#finish({ name, wanted: 'unloaded', before, result, by })
    return this.#view(name)
  }

  async #finish(given: {
    readonly name: string
    readonly wanted: 'loaded' | 'unloaded'
    readonly before: AddedPlugin | undefined
    readonly result: PluginLoadResult
    readonly by: Principal
  }): Promise<void> {
    const { name, wanted, before, result, by } = given
    if (result.outcome === 'failed' || result.outcome === 'not_found') throw refused(name, wanted, result)
    const { database, audit, processId, host } = this.#parts
    const digest = result.digest ?? null
    await database.transaction<LoadingTables, void>(async (trx) => {
      const revision = await writeWanted(trx, { name, wanted, digest })
      await writeResult(trx, { processId, host, name, revision, failure: null })
      if (result.outcome === 'unchanged') return
      const changes = [{ field: 'digest', before: before?.digest ?? null, after: digest }]
      const isNew = before?.isLoaded !== true
      const action = wanted === 'unloaded' ? 'deleted' : isNew ? 'created' : 'updated'
      await audit.record({ by, action, subjectType: 'plugin', subjectId: name, changes }, { trx })
    })
  }

  async #requireLoaded(name: string): Promise<AddedPlugin> {
    const found = await this.#find(name)
    if (found?.isLoaded === true) return found
    throw new ProblemError(settingsErrors.PLUGINS_NOT_LOADED, {
      detail: `Plugin "${name}" is not loaded: load it first.`,
    })
  }

  async #find(name: string): Promise<AddedPlugin | undefined> {
    return this.#parts.loader.find(name)
  }

  async #view(name: string): Promise<AddedPluginView> {
    // Where its folder is gone, nothing is left to show but that it was unloaded.
    const gone = { name, folder: undefined, plugins: [], isLoaded: false, isUnloaded: true }
    const found = await this.#find(name)
    const shown = found ?? { ...gone, hasChanged: false, failure: undefined, digest: undefined }
    const [view] = await this.#viewAll([shown])
    return view ?? viewAddedPlugin(shown, [])
  }
}

function refused(name: string, wanted: 'loaded' | 'unloaded', { failures }: PluginLoadResult): ProblemError {
  const reasons = failures.map(({ reason }) => reason).join('; ')
  return new ProblemError(
    wanted === 'loaded' ? settingsErrors.PLUGINS_LOAD_FAILED : settingsErrors.PLUGINS_UNLOAD_FAILED,
    { detail: reasons === '' ? `Plugin "${name}" is there no more.` : reasons },
  )
}
