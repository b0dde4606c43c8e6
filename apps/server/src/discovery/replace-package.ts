import { isKernelError, type Kernel, type Plugin } from '@tributary/core'
import type { PluginLoadResult } from '@tributary/settings'

type Failures = PluginLoadResult['failures']

/** The plugins of a package, and those of before that run now. */
interface Change {
  readonly plugins: readonly Plugin[]
  readonly before: readonly Plugin[]
}

/** Loads the plugins of a package in the place of those before. Where one fails, all of those before go on. */
export async function replacePackage(kernel: Kernel, { plugins, before }: Change): Promise<Failures> {
  // An object that was loaded earlier may come back: it has to have stopped.
  await kernel.retired()
  const running = new RunningPlugins(kernel, before)
  const failures = await running.replace({ plugins, before })
  const names = new Set(plugins.map(({ name }) => name))
  if (failures.length === 0) return running.remove(before.filter(({ name }) => !names.has(name)))
  if (before.length > 0) await running.putBack({ plugins, before })
  return failures
}

/** Takes plugins out, the last one first: it may use services of those before it. */
export async function removePlugins(kernel: Kernel, plugins: readonly Plugin[]): Promise<Failures> {
  return new RunningPlugins(kernel, plugins).remove(plugins)
}

/** Which plugins of a package run while it is replaced. */
class RunningPlugins {
  readonly #kernel: Kernel
  readonly #byName: Map<string, Plugin>

  constructor(kernel: Kernel, running: readonly Plugin[]) {
    this.#kernel = kernel
    this.#byName = new Map(running.map((plugin) => [plugin.name, plugin]))
  }

  async replace({ plugins, before }: Change): Promise<Failures> {
    const { failures, isInUse } = await this.#loadEach(plugins)
    if (!isInUse || before.length < 2) return failures
    // Of plugins that use each other none can be replaced alone. Their routes are gone for a moment.
    const inUse = await this.remove(before)
    // By plugins of another package.
    if (inUse.length > 0) return inUse
    await this.#kernel.retired()
    return (await this.#loadEach(plugins)).failures
  }

  async remove(plugins: readonly Plugin[]): Promise<Failures> {
    const failures: { plugin: string; reason: string }[] = []
    for (const { name } of plugins.toReversed()) {
      const reason = await this.#kernel.unload(name).then(() => undefined, messageOf)
      if (reason === undefined) this.#byName.delete(name)
      else failures.push({ plugin: name, reason })
    }
    return failures
  }

  /** Some may be new, and some gone. */
  async putBack({ plugins, before }: Change): Promise<void> {
    const own = new Set(before.map(({ name }) => name))
    await this.remove(plugins.filter(({ name }) => !own.has(name)))
    const changed = before.filter((plugin) => this.#byName.get(plugin.name) !== plugin)
    if (changed.length === 0) return
    await this.#kernel.retired()
    await this.replace({ plugins: changed, before: [...this.#byName.values()] })
  }

  async #loadEach(
    plugins: readonly Plugin[],
  ): Promise<{ readonly failures: Failures; readonly isInUse: boolean }> {
    const failures: { plugin: string; reason: string }[] = []
    let isInUse = false
    for (const plugin of plugins) {
      const reason = await this.#kernel.load(plugin).then(
        ({ failure }) => failure,
        (error: unknown) => {
          isInUse ||= isKernelError(error) && error.code === 'IN_USE'
          return messageOf(error)
        },
      )
      if (reason === undefined) this.#byName.set(plugin.name, plugin)
      else failures.push({ plugin: plugin.name, reason })
    }
    return { failures, isInUse }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
