/** The beginning of a file, from which integrations recognise it by its content. */
export interface FileSample {
  readonly filename: string
  /** In bytes. */
  readonly size: number
  /** The first 64 KiB, or all of it. */
  readonly head: Uint8Array
  /** For a ZIP file: its files, at most 1,000 of them, without those of operating systems. */
  readonly entries?: readonly SampleEntry[]
}

/** A file in a ZIP file. */
export interface SampleEntry {
  /** With its folders, separated by slashes. */
  readonly name: string
  /** The first 16 KiB; empty for an entry that cannot be read, and after the first 100. */
  readonly head: Uint8Array
}

/** What an integration says of a file that it can read. */
export interface RecognisedFile {
  /** False where a file of another origin could look the same. */
  readonly certain: boolean
  /** For the person: `Viewing history of one profile`. */
  readonly what: string
}
