import { checkPlugin, type Kernel, type Plugin, withTimeLimit } from '@tributary/core'
import type { IntegrationOptions } from '@tributary/integration-host'
import type { AddedPlugin, LoadFailure, PluginLoader, PluginLoadResult } from '@tributary/settings'
import { BootGuard } from './boot-guard.ts'
import { describeImportFailure } from './describe-import-failure.ts'
import { type Candidates, findCandidates, type Places } from './find-candidates.ts'
import { FolderWatch } from './folder-watch.ts'
import { loadCandidate } from './load-candidate.ts'
import type { PluginCandidate } from './plugin-candidate.ts'
import { type AllowedPlugins, readDigests, refuseOutsideLinks, requireAllowed } from './plugin-digest.ts'
import { readPluginPackage, requireCompatible } from './plugin-package.ts'
import { removePlugins, replacePackage } from './replace-package.ts'
import { nameOf, unloadable, withDistinctNames } from './stand-ins.ts'
import { UnloadedNotes } from './unloaded-notes.ts'

export interface Discovery extends Places {
  readonly dataDir: string
  readonly allowed: AllowedPlugins
  readonly integration: IntegrationOptions
}

/** What was made of a candidate. */
interface Made {
  /** Those that are in the kernel now, also where a later content has failed. */
  readonly plugins: readonly Plugin[]
  /** Whether they are plugins of the candidate, not one that reports why they cannot be made. */
  readonly isReal: boolean
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
    const plugins: Plugin[] = []
    // One after the other: the guard notes whose code is running.
    for (const candidate of found) {
      const name = nameOf(candidate.named)
      if (this.#unloaded.has(name)) continue
      const made = await this.#make(candidate, plugins)
      this.#made.set(name, made)
      plugins.push(...made.plugins)
    }
    // Last: a name is that of a plugin first.
    for (const { named, reason } of refused) plugins.push(this.#standIn(named, reason, plugins))
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
    const reason = made === undefined ? undefined : this.#failureOf(made)
    return {
      name,
      folder: candidate?.folder,
      digest: made?.digest,
      plugins: made?.plugins.map((plugin) => plugin.name) ?? [],
      isLoaded: made !== undefined,
      isUnloaded: this.#unloaded.has(name),
      hasChanged: made !== undefined && present?.content !== made.content,
      failure: reason,
    }
  }

  /** Why what was loaded last does not run: it could not be loaded, or the kernel has refused it since. */
  #failureOf({ failure, plugins }: Made): string | undefined {
    if (failure !== undefined) return failure
    const own = new Set(plugins.map(({ name }) => name))
    const reports = this.#kernel?.report().plugins.filter(({ name }) => own.has(name)) ?? []
    const reasons = reports.flatMap(({ name, state, reason }) => {
      if (state === 'disabled')
        return [`plugin "${name}" is disabled: take it out of DISABLED_PLUGINS and restart`]
      return state === 'quarantined' ? [reason ?? `plugin "${name}" is quarantined`] : []
    })
    return reasons.length === 0 ? undefined : reasons.join('; ')
  }

  load(name: string): Promise<PluginLoadResult> {
    return this.#inTurn(() => this.#load(name, { again: true }))
  }

  unload(name: string): Promise<PluginLoadResult> {
    return this.#inTurn(() => this.#unload(name))
  }

  watch(): () => void {
    const { pluginsDir } = this.#discovery
    const isWanted = (folder: string) => {
      const name = nameOf(folder)
      if (this.#kernel?.state !== 'ready' || this.#unloaded.has(name)) return false
      const made = this.#made.get(name)
      return made === undefined || this.#failureOf(made) !== undefined
    }
    const log = () => this.#requireKernel().app.log
    const load = async (folder: string) => {
      const { outcome } = await this.#inTurn(() => this.#load(nameOf(folder), { again: false }))
      log().info({ of: folder, outcome }, 'plugin folder appeared or changed')
    }
    const onError = (error: unknown) => log().warn({ err: error }, 'PLUGINS_DIR cannot be read; retrying')
    return new FolderWatch({ pluginsDir, isWanted, load, onError }).start()
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
    if (isSame && (!again || this.#failureOf(before) === undefined))
      return { outcome: 'unchanged', failures: [], digest: present.digest }
    const others = [...this.#made].flatMap(([other, { plugins }]) => (other === name ? [] : plugins))
    const made = await this.#make(candidate, others)
    const failures = await this.#place(made, before)
    // What was loaded before goes on where the new one failed.
    const goesOn = failures.length > 0 && before?.isReal === true
    const failure = failures.length === 0 ? undefined : failures.map(({ reason }) => reason).join('; ')
    const { plugins, isReal } = goesOn ? before : made
    this.#made.set(name, { ...made, plugins, isReal, failure })
    return { outcome: failure === undefined ? 'loaded' : 'failed', failures, digest: present.digest }
  }

  async #unload(name: string): Promise<PluginLoadResult> {
    const made = this.#made.get(name)
    if (made === undefined) return { outcome: 'not_found', failures: [] }
    const failures = await removePlugins(this.#requireKernel(), made.plugins)
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
    const { content, digest, files, fault } = contentOf(candidate)
    const names = [...this.#taken, ...others.map((plugin) => plugin.name)]
    try {
      if (fault !== undefined) throw fault
      const manifest = readPluginPackage(folder)
      requireCompatible(manifest)
      requireAllowed(name, digest, allowed)
      this.#refuseEnders([name])
      const isPinned = allowed?.get(name) !== undefined
      if (isPinned) refuseOutsideLinks(folder)
      const pinned = isPinned ? files : undefined
      const code = { manifest, content: digest, pinned, integration }
      const what = `importing ${named}`
      const made = await this.#guard.run(name, () =>
        withTimeLimit(() => loadCandidate(candidate, code), { milliseconds: IMPORT_LIMIT, what }),
      )
      this.#refuseEnders(made.map((plugin) => plugin.name))
      for (const plugin of made) checkPlugin(plugin)
      const plugins = withDistinctNames(made, names).map((plugin) => this.#guard.guarded(plugin))
      return { plugins, isReal: true, content, digest, failure: undefined }
    } catch (error) {
      const failure = await describeImportFailure(error, { folder, files: files.keys() })
      const plugins = [this.#standIn(named, failure, others)]
      return { plugins, isReal: false, content, digest, failure }
    }
  }

  #refuseEnders(names: readonly string[]): void {
    for (const name of names) {
      const refusal = this.#guard.refusalOf(name)
      if (refusal !== undefined) throw new Error(refusal)
    }
  }

  #standIn(named: string, reason: string, others: readonly Plugin[]): Plugin {
    return unloadable(named, reason, [...this.#taken, ...others.map(({ name }) => name)])
  }

  async #place(made: Made, before: Made | undefined): Promise<PluginLoadResult['failures']> {
    const kernel = this.#requireKernel()
    const { plugins, content, isReal } = made
    if (before === undefined) return replacePackage(kernel, { plugins, before: [] })
    if (!isReal && before.isReal) return this.#noteFailure(made, before.plugins)
    // The same objects come back: they have to stop first. Where a later content has failed, those that run are others.
    const isSame = before.failure === undefined && content === before.content
    const isGone = isSame && (await removePlugins(kernel, before.plugins)).length === 0
    return replacePackage(kernel, { plugins, before: isGone ? [] : before.plugins })
  }

  /** A plugin that runs reports why its next content could not be loaded. */
  async #noteFailure({ plugins, failure = '' }: Made, before: readonly Plugin[]): Promise<LoadFailure[]> {
    const [last, standIn] = [before.at(-1), plugins[0]]
    if (last === undefined || standIn === undefined) return []
    // The last one, since no other of the package uses its services.
    await this.#requireKernel()
      .load({ ...standIn, name: last.name })
      .catch(() => undefined)
    return [{ plugin: last.name, reason: failure }]
  }

  #requireKernel(): Kernel {
    if (this.#kernel === undefined) throw new Error('plugins are loaded once the kernel has booted')
    return this.#kernel
  }
}

interface Content {
  readonly content: string
  /** Of the folder; empty if it cannot be read. */
  readonly digest: string
  /** The digest of each file. */
  readonly files: ReadonlyMap<string, string>
  readonly fault: Error | undefined
}

/** A folder may be a link that leads nowhere, be being moved, or belong to another account. */
function contentOf({ folder, options }: PluginCandidate): Content {
  try {
    const { digest, files } = readDigests(folder)
    return { digest, files, content: `${digest} ${JSON.stringify(options) ?? ''}`, fault: undefined }
  } catch (error) {
    const fault = error instanceof Error ? error : new Error(String(error))
    return { digest: '', files: new Map(), content: fault.message, fault }
  }
}
