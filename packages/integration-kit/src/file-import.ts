import type { TObject } from 'typebox'
import type { FileSample, RecognisedFile } from './file-sample.ts'

/** Files that a person may import. */
export interface FileImport {
  /** File name endings that a person may choose, with the dot: `.csv`. */
  readonly accept: readonly string[]
  /** Larger uploads are refused while they are received. In bytes. */
  readonly maxBytes: number
  /** What the person can choose for an import; sent as further fields of the upload. */
  readonly options?: TObject
  /** How the person obtains the file, a step a line. */
  readonly howTo: readonly string[]
  /**
   * Whether a file whose name a person may have changed is one of these, by its content alone: no requests, no state. `undefined`: it is
   * not. Without this function each file with an ending of `accept` may be one.
   */
  recognise?(sample: FileSample): RecognisedFile | undefined | Promise<RecognisedFile | undefined>
}

/**
 * Files that the provider gives to its users, imported beside the account or instead of one.
 *
 * @example
 * files: fileImport({ accept: ['.csv'], maxBytes: 100 * 1024 * 1024, howTo: ['Open your account.', 'Request your data.'] })
 */
export function fileImport(options: FileImport): FileImport {
  return options
}
