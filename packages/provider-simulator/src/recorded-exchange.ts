/** A request that a provider has answered, without anything that tells whose account it was. */
export interface RecordedExchange {
  readonly method: string
  /** The real URL, with its query. */
  readonly url: string
  readonly status: number
  /** Those that say how to go on: `link`, `retry-after`, limits. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON parsed, else the text. */
  readonly body: unknown
}
