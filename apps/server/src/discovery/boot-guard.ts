import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from '@tributary/core'

/** After this many boots that a plugin ended, it is not loaded again. */
const MOST_ENDED_BOOTS = 3
const FILE = 'plugin-boots.json'
/** More than the kernel gives a plugin to start. */
const HANGING_MILLISECONDS = 90_000

interface State {
  /** The plugin whose code is running; present after a boot that it ended. */
  running?: string
  /** By plugin: how many boots in a row it has ended. */
  ended: Record<string, number>
}

/**
 * Notes on disk which added plugin is running its code during a boot, so that the next boot knows which one ended the process: by
 * `process.exit`, a signal, running out of memory.
 */
export class BootGuard {
  readonly #file: string
  readonly #state: State

  constructor(dataDir: string) {
    this.#file = join(dataDir, FILE)
    this.#state = readState(this.#file)
    const { running, ended } = this.#state
    if (running === undefined) return
    ended[running] = (ended[running] ?? 0) + 1
    delete this.#state.running
    this.#write()
  }

  /** Why a plugin is not loaded; `undefined` if it may be. */
  refusalOf(name: string): string | undefined {
    const count = this.#state.ended[name] ?? 0
    return count < MOST_ENDED_BOOTS
      ? undefined
      : `it ended the process at ${count} boots in a row: fix or remove it, then delete ${this.#file} and restart`
  }

  /** Runs code of a plugin. */
  async run<T>(name: string, code: () => T | Promise<T>): Promise<T> {
    this.#state.running = name
    this.#write()
    const forget = () => {
      if (this.#state.running !== name) return
      delete this.#state.running
      this.#write()
    }
    // Code that hangs for so long does not end the process.
    const late = setTimeout(forget, HANGING_MILLISECONDS).unref()
    try {
      return await code()
    } finally {
      clearTimeout(late)
      forget()
    }
  }

  /** The plugin, with the phases of its boot noted. Its start is the last one: after it, the plugin has not ended this boot. */
  guarded(plugin: Plugin): Plugin {
    const { name } = plugin
    const { registerServices, start } = plugin
    return {
      ...plugin,
      ...(registerServices === undefined
        ? {}
        : { registerServices: (context) => this.run(name, () => registerServices.call(plugin, context)) }),
      start: async (context) => {
        await this.run(name, () => start?.call(plugin, context))
        delete this.#state.ended[name]
        this.#write()
      },
      ...(plugin.refresh === undefined ? {} : { refresh: (context) => plugin.refresh?.(context) }),
      ...(plugin.stop === undefined ? {} : { stop: () => plugin.stop?.() }),
      ...(plugin.configureRoutes === undefined
        ? {}
        : { configureRoutes: (context) => plugin.configureRoutes?.(context) }),
      ...(plugin.openapiSchema === undefined ? {} : { openapiSchema: () => plugin.openapiSchema?.() }),
    }
  }

  /** At once, since the process may end in the next statement. */
  #write(): void {
    const { running, ended } = this.#state
    if (running === undefined && Object.keys(ended).length === 0) return rmSync(this.#file, { force: true })
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(this.#file, JSON.stringify(this.#state))
  }
}

function readState(file: string): State {
  try {
    const { running, ended = {} } = JSON.parse(readFileSync(file, 'utf8')) as Partial<State>
    return { ...(running === undefined ? {} : { running }), ended: { ...ended } }
  } catch {
    // Missing, or half written when the machine lost power: nothing is known of earlier boots.
    return { ended: {} }
  }
}
