/** Bytes that come in chunks, read in the portions that a format has. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  /** Exactly so many bytes, or `undefined` when the source ends before. Meant for headers: they are copied together. */
  async take(length: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length < length) {
      const more = await this.#next()
      if (more === undefined) return undefined
      this.#rest = this.#rest.length === 0 ? more : Buffer.concat([this.#rest, more])
    }
    const taken = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return taken
  }

  /** Some bytes, at most so many and at least one, or `undefined` at the end. */
  async some(most: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const more = await this.#next()
      if (more === undefined) return undefined
      this.#rest = more
    }
    const taken = this.#rest.subarray(0, most)
    this.#rest = this.#rest.subarray(taken.length)
    return taken
  }

  /** Puts bytes back that were too many. */
  putBack(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([bytes, this.#rest])
  }

  /** All that is left. */
  async *rest(): AsyncGenerator<Uint8Array> {
    try {
      for (let bytes = await this.some(65_536); bytes !== undefined; bytes = await this.some(65_536))
        yield bytes
    } finally {
      await this.close()
    }
  }

  /** Lets go of what the chunks come from. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #next(): Promise<Uint8Array | undefined> {
    const { done, value } = await this.#chunks.next()
    return done === true ? undefined : value
  }
}
