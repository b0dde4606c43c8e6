/** A folder or package with plugins that the operator added, on this machine. */
export interface AddedPlugin {
  /** Of its folder in `PLUGINS_DIR`, or of the package that `tributary.config.ts` names. */
  readonly name: string
  /** Where it is; `undefined` if it is there no more. */
  readonly folder: string | undefined
  /** The names of the plugins that it was made into. */
  readonly plugins: readonly string[]
  readonly isLoaded: boolean
  /** Whether an administrator has unloaded it, so that a start leaves it out. */
  readonly isUnloaded: boolean
  /** Whether its files or options differ from what is loaded. */
  readonly hasChanged: boolean
  /** Why what was loaded last does not run. */
  readonly failure: string | undefined
  /** Of the files that were loaded: `sha256-…`. */
  readonly digest: string | undefined
}

export interface LoadFailure {
  readonly plugin: string
  readonly reason: string
}

/** What a load or an unload came to. */
export interface PluginLoadResult {
  readonly outcome: 'loaded' | 'unchanged' | 'unloaded' | 'failed' | 'not_found'
  readonly failures: readonly LoadFailure[]
  /** Of the files: `sha256-…`. */
  readonly digest?: string
}

/** Loads the plugins that the operator added into this process. One change at a time; nothing rejects for a bad plugin. */
export interface PluginLoader {
  names(): Promise<readonly string[]>
  list(): Promise<readonly AddedPlugin[]>
  find(name: string): Promise<AddedPlugin | undefined>
  /** Loads the files as they are now, in the place of those that are loaded. Does nothing where they are the same and run. */
  load(name: string): Promise<PluginLoadResult>
  unload(name: string): Promise<PluginLoadResult>
  /** Loads folders that appear, until the result is called. */
  watch(): () => void
}

/** Of a process without added plugins. */
export const NO_LOADER: PluginLoader = {
  names: async () => [],
  list: async () => [],
  find: async () => undefined,
  load: async () => ({ outcome: 'not_found', failures: [] }),
  unload: async () => ({ outcome: 'not_found', failures: [] }),
  watch: () => () => {},
}
