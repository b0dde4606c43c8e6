import { setTimeout as delay } from 'node:timers/promises'
import type { ImportContext, Page } from '@tributary/integration-kit'

/** Not that of the core: its modules take longer to load than the import takes. */
const silent: ImportContext['logger'] = { debug() {}, info() {}, warn() {}, error() {} }

/** A file that is generated while it is read, always the same. */
export interface LongFile {
  readonly size: number
  open(): AsyncIterable<Uint8Array>
}

/** How much of the file is read between two measurements, and how many pages: a packed file is small. */
const LOOK_BYTES = 2 * 1024 * 1024
const PAGES_PER_LOOK = 16

/**
 * Imports a file, discards its pages, and resolves to the maximum that the import retained, without garbage: objects and
 * buffers, in megabytes of 10⁶ bytes. For a process that does nothing else and was started with `--expose-gc`.
 */
export async function retainedByImport(
  importFile: (context: ImportContext) => AsyncIterable<Page<unknown>>,
  file: LongFile,
): Promise<number> {
  const memory = new RetainedMemory(await settled())
  const context: ImportContext = {
    file: { filename: 'long file', size: file.size, open: () => memory.watch(file.open()) },
    options: {},
    cursor: undefined,
    connection: {},
    delivered: async () => [],
    signal: new AbortController().signal,
    logger: silent,
  }
  let pages = 0
  for await (const _ of importFile(context)) {
    if (pages % PAGES_PER_LOOK === 0) memory.look()
    pages += 1
  }
  if (pages === 0) throw new Error('the import has read nothing of the file')
  return memory.most
}

/**
 * Runs work that calls back from time to time, and resolves to the maximum that was retained at those times, without garbage, above what was
 * retained before: in megabytes of 10⁶ bytes. For a process that does nothing else and was started with `--expose-gc`.
 *
 * @example
 * await retainedDuring(async (look) => {
 *   for await (const _ of stream) look()
 * })
 */
export async function retainedDuring(work: (look: () => void) => Promise<void>): Promise<number> {
  const memory = new RetainedMemory(await settled())
  await work(() => memory.look())
  memory.look()
  return memory.most
}

class RetainedMemory {
  readonly #idle: number
  #most = 0

  constructor(idle: number) {
    this.#idle = idle
  }

  /** Above the memory before. */
  get most(): number {
    return this.#most - this.#idle
  }

  async *watch(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let unseen = 0
    for await (const chunk of chunks) {
      yield chunk
      unseen += chunk.length
      if (unseen < LOOK_BYTES) continue
      unseen = 0
      this.look()
    }
    this.look()
  }

  look(): void {
    this.#most = Math.max(this.#most, retained())
  }
}

/** Buffers are freed some time after they were collected; those of the generator are freed by then. */
async function settled(): Promise<number> {
  let [before, now] = [Number.POSITIVE_INFINITY, retained()]
  while (before - now > 0.1) {
    await delay(50)
    before = now
    now = retained()
  }
  return now
}

function retained(): number {
  if (globalThis.gc === undefined) throw new Error('start this process with --expose-gc')
  globalThis.gc()
  // Buffers are freed by another thread, which a busy machine lets wait; a collection first waits for that of the one before.
  globalThis.gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}
