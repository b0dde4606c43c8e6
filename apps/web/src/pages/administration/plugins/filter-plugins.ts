interface Filtered {
  readonly name: string
  readonly about: { readonly displayName: string; readonly description: string | null; readonly kind: string }
  readonly state: string
  readonly problem?: string | undefined
}

export interface PluginFilter {
  /** In its name or description. */
  readonly text?: string | undefined
  /** `problem`: only those that are not well; else the kind. */
  readonly kind?: string | undefined
}

/** The plugins that a filter leaves, those with problems first. */
export function filterPlugins<P extends Filtered>(plugins: readonly P[], { text, kind }: PluginFilter): P[] {
  const sought = text?.trim().toLowerCase() ?? ''
  return plugins
    .filter(({ name, about }) =>
      [name, about.displayName, about.description ?? ''].some((each) => each.toLowerCase().includes(sought)),
    )
    .filter(
      (plugin) =>
        kind === undefined || (kind === 'problem' ? hasProblem(plugin) : plugin.about.kind === kind),
    )
    .toSorted((one, other) => Number(hasProblem(other)) - Number(hasProblem(one)))
}

function hasProblem({ state, problem }: Filtered): boolean {
  return state === 'quarantined' || problem !== undefined
}
