import { contributionPoint, type ExportFormat } from '@tributary/core'

/** One kind of data that can be exported: the library, daily values. */
export interface ExportSource {
  /** Its name in the API: `library`. */
  readonly contents: string
  readonly displayName: string
  /** Those of which an API key needs one, as for reading the data itself. */
  readonly scopes: readonly string[]
  /** About how many records an export has, for its progress. */
  count(userId: string): Promise<number>
  /**
   * All records of a person as text, with one page in memory at a time. What a provider's terms forbid to combine is left out.
   *
   * @example
   * for await (const piece of source.open({ userId, format: 'csv', onRecords: (count) => (records += count) })) …
   */
  open(query: {
    readonly userId: string
    readonly format: ExportFormat
    /** Called with the number of records of each page. */
    readonly onRecords: (count: number) => void
  }): AsyncIterable<string | Uint8Array>
}

/** What can be exported. The plugin that owns the data contributes it. */
export const exportSources = contributionPoint<ExportSource>('exportSources')
