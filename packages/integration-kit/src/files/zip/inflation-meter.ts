import { zipError } from './zip-error.ts'

/** Limits of the contents of a ZIP file. */
export interface ZipLimits {
  readonly entries: number
  /** Of all entries that are read together, inflated. */
  readonly bytes: number
  /** The maximum ratio of contents to file size, once the contents exceed 16 MiB. */
  readonly ratio: number
}

const RATIO_FROM_BYTES = 16 * 1024 * 1024

/** Counts during inflation, since sizes in headers are not trustworthy. */
export class InflationMeter {
  readonly #most: number
  #bytes = 0

  constructor(fileBytes: number, limits: ZipLimits) {
    this.#most = Math.min(limits.bytes, Math.max(RATIO_FROM_BYTES, fileBytes * limits.ratio))
  }

  add(bytes: number): void {
    this.#bytes += bytes
    if (this.#bytes > this.#most)
      throw zipError('The ZIP file unpacks to far more data than an export contains and is refused.')
  }
}
