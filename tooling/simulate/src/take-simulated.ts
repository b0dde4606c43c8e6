/** The arguments after `--simulate`, and the others. */
export interface SplitArguments {
  readonly names: readonly string[]
  readonly rest: readonly string[]
}

/**
 * Takes each `--simulate <name>` out of the arguments; names may also be joined by commas.
 *
 * @throws Error for a `--simulate` without a name
 * @example
 * takeSimulated(['--simulate', 'oura,spotify', '--no-worker']) // { names: ['oura', 'spotify'], rest: ['--no-worker'] }
 */
export function takeSimulated(args: readonly string[]): SplitArguments {
  const names: string[] = []
  const rest: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const each = args[at] ?? ''
    const inline = /^--simulate=(.+)$/.exec(each)?.[1]
    if (each !== '--simulate' && inline === undefined) {
      rest.push(each)
      continue
    }
    const named = inline ?? args[(at += 1)]
    if (named === undefined || named.startsWith('-'))
      throw new Error('--simulate is followed by the name of an integration: --simulate oura')
    names.push(...named.split(',').map((name) => name.trim()))
  }
  return { names, rest }
}
