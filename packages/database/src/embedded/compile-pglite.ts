import { readFile } from 'node:fs/promises'
import { tuneWebAssembly } from './tune-webassembly.ts'

/** A `WebAssembly.Module`. Node knows it, the types for Node do not. */
export type CompiledPglite = object

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<CompiledPglite> }

let compiled: Promise<CompiledPglite> | undefined

/**
 * PGlite's WebAssembly, compiled once a process. A thread that compiles its own spends a second of processor time on
 * it, and the code goes with the thread; a compiled module is shared.
 */
export function compilePglite(): Promise<CompiledPglite> {
  compiled ??= compile().catch((error: unknown) => {
    // No file handle or no memory just then: a failure is not remembered.
    compiled = undefined
    throw error
  })
  return compiled
}

async function compile(): Promise<CompiledPglite> {
  tuneWebAssembly()
  return WebAssembly.compile(
    await readFile(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite'))),
  )
}
