import { Poller } from '@tributary/core'
import type { FastifyBaseLogger } from 'fastify'
import type { PluginLoader, PluginLoadResult } from './plugin-loader.ts'
import { readWanted, type WantedPlugin, writeResult } from './plugin-loads-store.ts'
import type { LoadingDb } from './tables.ts'

/** The interval of looks at what other processes were asked for, in milliseconds. */
const LOOK_MILLISECONDS = 400
/** The interval of looks at folders that differ, which are read whole. */
const LOOK_AGAIN_MILLISECONDS = 5_000

export interface LoadFollowerParts {
  readonly db: () => LoadingDb
  readonly loader: PluginLoader
  readonly logger: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>
  readonly processId: string
  readonly host: string
  /** Plugins are loaded once the kernel has booted. */
  isReady(): boolean
}

/** Follows, in each process, what administrators load and unload through any of them. */
export class LoadFollower {
  readonly #parts: LoadFollowerParts
  readonly #poller: Poller
  /** Undefined before the first look. */
  #seen: number | undefined
  #lookedAgainAt = 0
  /** What this process has not as it was asked for, by plugin. */
  readonly #failures = new Map<string, WantedPlugin>()

  constructor(parts: LoadFollowerParts) {
    this.#parts = parts
    this.#poller = new Poller({
      milliseconds: LOOK_MILLISECONDS,
      poll: async () => {
        if (parts.isReady()) await this.#look()
      },
      onError: (error) =>
        parts.logger.warn({ err: error }, 'requests to load plugins could not be read; retrying'),
    })
  }

  start(): void {
    this.#poller.start()
  }

  /** The plugins that this process has not as it was asked for. */
  get failures(): readonly string[] {
    return [...this.#failures.keys()]
  }

  async stop(): Promise<void> {
    await this.#poller.stop()
  }

  async #look(): Promise<void> {
    const isFirst = this.#seen === undefined
    const { db, processId } = this.#parts
    for (const wanted of await readWanted(db(), { after: this.#seen ?? 0, processId })) {
      // To do again what this process was asked for could undo what it has been asked for since.
      if (wanted.isDone) this.#failures.delete(wanted.name)
      // What this process has loaded at its start are the files of today; only what must not run is taken out.
      else if (!isFirst || wanted.wanted === 'unloaded') await this.#follow(wanted)
      this.#seen = wanted.revision
    }
    this.#seen ??= 0
    if (performance.now() - this.#lookedAgainAt < LOOK_AGAIN_MILLISECONDS) return
    this.#lookedAgainAt = performance.now()
    for (const wanted of this.#failures.values()) await this.#lookAgain(wanted)
  }

  /** Its folder may have been copied meanwhile. */
  async #lookAgain(wanted: WantedPlugin): Promise<void> {
    const { db, loader, processId, host } = this.#parts
    const { name, revision } = wanted
    const found = await loader.find(name)
    const isDone =
      wanted.wanted === 'loaded'
        ? found?.isLoaded === true && found.failure === undefined && found.digest === wanted.digest
        : found?.isLoaded !== true
    if (!isDone) return
    this.#failures.delete(name)
    await writeResult(db(), { processId, host, name, revision, failure: null })
  }

  async #follow(wanted: WantedPlugin): Promise<void> {
    const { db, loader, logger, processId, host } = this.#parts
    const { name, revision } = wanted
    const result = wanted.wanted === 'loaded' ? await loader.load(name) : await loader.unload(name)
    const failure = failureOf(result, wanted)
    if (failure === undefined) this.#failures.delete(name)
    else this.#failures.set(name, wanted)
    if (failure === undefined) logger.info({ of: name, outcome: result.outcome }, 'plugin followed')
    else logger.error({ of: name }, `plugin "${name}" is not as on the other processes: ${failure}`)
    await writeResult(db(), { processId, host, name, revision, failure: failure ?? null })
  }
}

/** Why a process has not what was asked for. */
function failureOf(
  { outcome, failures, digest }: PluginLoadResult,
  wanted: WantedPlugin,
): string | undefined {
  if (outcome === 'failed') return failures.map(({ reason }) => reason).join('; ')
  if (wanted.wanted === 'unloaded') return undefined
  if (outcome === 'not_found')
    return `this machine has no plugin "${wanted.name}": copy its folder to PLUGINS_DIR, or name it in tributary.config.ts`
  if (wanted.digest === null || digest === wanted.digest) return undefined
  return `its files differ from those of the process that was asked (${wanted.digest}): copy its folder, and reload it`
}
