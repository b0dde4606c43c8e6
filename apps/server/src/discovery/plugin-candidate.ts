/** A plugin that the operator added: where it is, and the options it is made with. */
export interface PluginCandidate {
  /** As the operator named it: a folder or a package of npm. For messages. */
  readonly named: string
  /** The folder with its `package.json`. */
  readonly folder: string
  readonly options?: unknown
}

/** A candidate that cannot be used, with the reason. */
export interface RefusedCandidate {
  readonly named: string
  readonly reason: string
}
