/** What has happened: with it, a client writes the sentence in other languages. Never a secret. */
export type Facts =
  | {
      readonly on: 'metric'
      readonly metric: string
      readonly label: string
      readonly unit: string | null
      readonly passes: 'above' | 'below'
      readonly threshold: number
      readonly date: string
      readonly value: number
    }
  | {
      readonly on: 'item'
      readonly integration: string
      readonly count: number
      /** The first three. */
      readonly titles: string
    }
  | {
      readonly on: 'connection'
      readonly integration: string
      readonly name: string
      readonly status: string
    }
  | {
      readonly on: 'import'
      readonly integration: string
      readonly filename: string
      readonly status: string
      readonly inserted: number
    }

/** Something that a rule fires for, once. */
export interface Occurrence {
  /** Unique for the rule. */
  readonly subject: string
  readonly facts: Facts
}

/** What follows from a page of changes. */
export interface Evaluated {
  readonly occurrences: readonly Occurrence[]
  /** Items that come in together are one firing, of those that have not fired. */
  readonly items?: readonly {
    readonly subject: string
    readonly integration: string
    readonly title: string
  }[]
  /** Days that are evaluated again, at an instant. */
  readonly due: readonly { readonly subject: string; readonly at: Date }[]
  /** What may fire again. */
  readonly cleared: readonly string[]
}

export const NOTHING: Evaluated = { occurrences: [], due: [], cleared: [] }
