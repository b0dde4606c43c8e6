interface Dependency {
  readonly plugin: string
  readonly dependsOn: string
}

/**
 * The plugins in steps: those of a step need only plugins of earlier ones. What depends on itself by a circle comes last, together.
 *
 * @example
 * startLevels(['a', 'b'], [{ plugin: 'b', dependsOn: 'a' }]) // [['a'], ['b']]
 */
export function startLevels(
  plugins: readonly string[],
  dependencies: readonly Dependency[],
): readonly (readonly string[])[] {
  const levels: string[][] = []
  const started = new Set<string>()
  let waiting = [...plugins]
  while (waiting.length > 0) {
    const isReady = (plugin: string) =>
      dependencies.every(
        (each) => each.plugin !== plugin || started.has(each.dependsOn) || !plugins.includes(each.dependsOn),
      )
    const ready = waiting.filter(isReady)
    const level = ready.length === 0 ? waiting : ready
    levels.push(level)
    for (const plugin of level) started.add(plugin)
    waiting = waiting.filter((plugin) => !started.has(plugin))
  }
  return levels
}
