import { zipError } from './zip-error.ts'

/** What a ZIP file may hold. */
export interface ZipLimits {
  readonly entries: number
  /** Of all entries that are read together, inflated. */
  readonly bytes: number
  /** How much larger the contents may be than the file, once they are over 16 MiB. */
  readonly ratio: number
}

const RATIO_FROM_BYTES = 16 * 1024 * 1024

/** Counts while it inflates: what headers say of sizes is not to be believed. */
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
