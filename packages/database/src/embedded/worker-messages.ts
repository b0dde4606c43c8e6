import type { CompiledPglite } from './pglite-code.ts'

/** What the thread is started with. Without a socket it only creates the data directory and ends. */
export interface WorkerOrder {
  readonly dataDir: string
  readonly socketPath?: string
}

/** The order, and the compiled PGlite that every thread of this process shares. */
export interface WorkerData extends WorkerOrder {
  readonly pglite: CompiledPglite
}

/** What the thread says. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'died'; readonly reason: string }
