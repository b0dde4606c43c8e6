/** A file for an import. */
export interface TestFile {
  readonly content: string | Uint8Array
  readonly filename?: string
  readonly options?: Readonly<Record<string, string>>
}
