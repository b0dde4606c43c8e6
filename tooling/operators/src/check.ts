/** A program that a check runs, and what installs it. */
export interface Program {
  /** Its name on the `PATH`. */
  readonly name: string
  /** The Debian packages that contain it, separated by blanks. */
  readonly debian: string
}

/** A proof that needs more than npm packages. Each is a file in `checks/`. */
export interface Check {
  /** Its name for `npm run check:operators --`. */
  readonly name: string
  readonly needs: readonly Program[]
  /** Resolves to the figures that are printed; rejects with the reason when the proof fails. */
  run(): Promise<string>
}
