import type { Kernel, Plugin } from '@tributary/core'
import type { IntegrationOptions } from '@tributary/integration-host'
import type { AddedPlugin, PluginLoader, PluginLoadResult } from '@tributary/settings'
import { BootGuard } from './boot-guard.ts'
import { type Candidates, findCandidates, type Places } from './find-candidates.ts'
import { FolderWatch } from './folder-watch.ts'
import { loadCandidate } from './load-candidate.ts'
import type { PluginCandidate } from './plugin-candidate.ts'
import { type AllowedPlugins, digestOf, requireAllowed } from './plugin-digest.ts'
import { readPluginPackage, requireCompatible } from './plugin-package.ts'
import { nameOf, unloadable, withDistinctNames } from './stand-ins.ts'
import { UnloadedNotes } from './unloaded-notes.ts'
import { within } from './within.ts'

export interface Discovery extends Places {
  readonly dataDir: string
  readonly allowed: AllowedPlugins
  readonly integration: IntegrationOptions
}

/** What was made of a candidate. */
interface Made {
  readonly plugins: readonly Plugin[]
  /** The content of its folder and its options, as they were then. */
  readonly content: string
  readonly digest: string | undefined
  readonly failure: string | undefined
}

/** How long the code of a plugin may take to be imported, in milliseconds. */
const IMPORT_LIMIT = 30_000

/** Finds the plugins that the operator added, at the start and while the server runs, and loads them. */
export class LocalPluginLoader implements PluginLoader {
  readonly #discovery: Discovery
  readonly #guard: BootGuard
  readonly #unloaded: UnloadedNotes
  /** By the name of the candidate. */
  readonly #made = new Map<string, Made>()
  #kernel: Kernel | undefined
  #taken: ReadonlySet<string> = new Set()
  /** One load or unload at a time. */
  #changing: Promise<unknown> = Promise.resolve()

  constructor(discovery: Discovery) {
    this.#discovery = discovery
    this.#guard = new BootGuard(discovery.dataDir)
    this.#unloaded = new UnloadedNotes(discovery.dataDir)
  }

  /**
   * The plugins for the boot, in their order. One that cannot be loaded becomes a plugin that reports this at boot: it is quarantined with
   * the reason, and the others run. `taken` are the names of the plugins that belong to the server.
   */
  async discover(taken: Iterable<string>): Promise<readonly Plugin[]> {
    this.#taken = new Set(taken)
    const { found, refused } = await this.#candidates()
    const plugins: Plugin[] = refused.map(({ named, reason }) => unloadable(named, reason))
    // One after the other: the guard notes whose code is running.
    for (const candidate of found) {
      const name = nameOf(candidate.named)
      if (this.#unloaded.has(name)) continue
      const made = await this.#make(candidate, plugins)
      this.#made.set(name, made)
      plugins.push(...made.plugins)
    }
    return plugins
  }

  /** Called once, before the boot. */
  attach(kernel: Kernel): void {
    this.#kernel = kernel
  }

  async names(): Promise<readonly string[]> {
    return this.#namesOf(await this.#candidates())
  }

  async list(): Promise<readonly AddedPlugin[]> {
    const candidates = await this.#candidates()
    return this.#namesOf(candidates).map((name) => this.#describe(name, candidates))
  }

  async find(name: string): Promise<AddedPlugin | undefined> {
    const candidates = await this.#candidates()
    return this.#namesOf(candidates).includes(name) ? this.#describe(name, candidates) : undefined
  }

  #namesOf({ found }: Candidates): readonly string[] {
    return [...new Set([...found.map(({ named }) => nameOf(named)), ...this.#made.keys()])]
  }

  #describe(name: string, { found }: Candidates): AddedPlugin {
    const candidate = found.find(({ named }) => nameOf(named) === name)
    const made = this.#made.get(name)
    const present = candidate === undefined ? undefined : contentOf(candidate)
    return {
      name,
      folder: candidate?.folder,
      digest: made?.digest,
      plugins: made?.plugins.map((plugin) => plugin.name) ?? [],
      isLoaded: made !== undefined,
      isUnloaded: this.#unloaded.has(name),
      hasChanged: made !== undefined && present?.content !== made.content,
      failure: made?.failure,
    }
  }

  load(name: string): Promise<PluginLoadResult> {
    return this.#inTurn(() => this.#load(name, { again: true }))
  }

  unload(name: string): Promise<PluginLoadResult> {
    return this.#inTurn(() => this.#unload(name))
  }

  watch(): () => void {
    const { pluginsDir } = this.#discovery
    const stateOf = (folder: string) => {
      const name = nameOf(folder)
      if (this.#kernel?.state !== 'ready' || this.#unloaded.has(name)) return 'settled'
      const made = this.#made.get(name)
      if (made === undefined) return 'new'
      return made.failure === undefined ? 'settled' : 'failed'
    }
    const load = async (folder: string) => {
      const { outcome } = await this.#inTurn(() => this.#load(nameOf(folder), { again: false }))
      this.#requireKernel().app.log.info({ of: folder, outcome }, 'plugin folder appeared or changed')
    }
    return new FolderWatch({ pluginsDir, stateOf, load }).start()
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(change)
    this.#changing = changed.catch(() => undefined)
    return changed
  }

  /** `again`: also what has failed with the same content. */
  async #load(name: string, { again }: { readonly again: boolean }): Promise<PluginLoadResult> {
    const candidate = (await this.#candidates()).found.find(({ named }) => nameOf(named) === name)
    if (candidate === undefined) return { outcome: 'not_found', failures: [] }
    this.#unloaded.delete(name)
    const before = this.#made.get(name)
    const present = contentOf(candidate)
    const isSame = before !== undefined && before.content === present.content
    if (isSame && (before.failure === undefined || !again))
      return { outcome: 'unchanged', failures: [], digest: present.digest }
    const others = [...this.#made].flatMap(([other, { plugins }]) => (other === name ? [] : plugins))
    const made = await this.#make(candidate, others)
    const failures = await this.#place(made.plugins, before?.plugins ?? [])
    // What was loaded before goes on where the new one failed.
    const goesOn = failures.length > 0 && before !== undefined && before.failure === undefined
    const failure = failures.length === 0 ? undefined : failures.map(({ reason }) => reason).join('; ')
    this.#made.set(name, goesOn ? { ...made, plugins: before.plugins, failure } : { ...made, failure })
    return { outcome: failure === undefined ? 'loaded' : 'failed', failures, digest: present.digest }
  }

  async #unload(name: string): Promise<PluginLoadResult> {
    const made = this.#made.get(name)
    if (made === undefined) return { outcome: 'not_found', failures: [] }
    const failures = await this.#remove(made.plugins)
    if (failures.length > 0) return { outcome: 'failed', failures }
    this.#made.delete(name)
    this.#unloaded.add(name)
    return { outcome: 'unloaded', failures: [] }
  }

  #candidates(): Promise<Candidates> {
    return findCandidates(this.#discovery)
  }

  /** Makes the plugins of a candidate, or one that reports why they cannot be made. Never rejects. */
  async #make(candidate: PluginCandidate, others: readonly Plugin[]): Promise<Made> {
    const { allowed, integration } = this.#discovery
    const { named, folder } = candidate
    const name = nameOf(named)
    const { content, digest } = contentOf(candidate)
    const names = [...this.#taken, ...others.map((plugin) => plugin.name)]
    try {
      const manifest = readPluginPackage(folder)
      requireCompatible(manifest)
      requireAllowed(name, digest, allowed)
      this.#refuseEnders([name])
      const code = { manifest, content: digest, integration }
      const what = `importing ${named}`
      const made = await this.#guard.run(name, () =>
        within(IMPORT_LIMIT, what, loadCandidate(candidate, code)),
      )
      this.#refuseEnders(made.map((plugin) => plugin.name))
      const plugins = withDistinctNames(made, names).map((plugin) => this.#guard.guarded(plugin))
      return { plugins, content, digest, failure: undefined }
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error)
      const plugins = withDistinctNames([unloadable(named, failure)], names)
      return { plugins, content, digest, failure }
    }
  }

  #refuseEnders(names: readonly string[]): void {
    for (const name of names) {
      const refusal = this.#guard.refusalOf(name)
      if (refusal !== undefined) throw new Error(refusal)
    }
  }

  /** Loads each, and unloads those of before that are not made any more. */
  async #place(plugins: readonly Plugin[], before: readonly Plugin[]): Promise<PluginLoadResult['failures']> {
    const kernel = this.#requireKernel()
    // An object that was loaded earlier may come back: it has to have stopped.
    await kernel.retired()
    const failures: { plugin: string; reason: string }[] = []
    for (const plugin of plugins) {
      const reason = await kernel.load(plugin).then(({ failure }) => failure, messageOf)
      if (reason !== undefined) failures.push({ plugin: plugin.name, reason })
    }
    if (failures.length > 0) return failures
    const names = new Set(plugins.map(({ name }) => name))
    return this.#remove(before.filter(({ name }) => !names.has(name)))
  }

  async #remove(plugins: readonly Plugin[]): Promise<PluginLoadResult['failures']> {
    const kernel = this.#requireKernel()
    const failures: { plugin: string; reason: string }[] = []
    // The last one first: it may use services of those before it.
    for (const { name } of plugins.toReversed()) {
      const reason = await kernel.unload(name).then(() => undefined, messageOf)
      if (reason !== undefined) failures.push({ plugin: name, reason })
    }
    return failures
  }

  #requireKernel(): Kernel {
    if (this.#kernel === undefined) throw new Error('plugins are loaded once the kernel has booted')
    return this.#kernel
  }
}

function contentOf({ folder, options }: PluginCandidate): { content: string; digest: string } {
  const digest = digestOf(folder)
  return { digest, content: `${digest} ${JSON.stringify(options) ?? ''}` }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
