import { readFileSync } from 'node:fs'
import { type CompiledPglite, readPgliteCode } from './pglite-code.ts'

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<CompiledPglite> }

let compiled: Promise<CompiledPglite> | undefined

/**
 * PGlite's WebAssembly, once a process: with the code that the build has kept, or compiled. A thread that compiles its own
 * spends a second of processor time on it, and the code goes with the thread; a compiled module is shared.
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
  const wasm = readWebAssembly()
  return readPgliteCode(wasm) ?? WebAssembly.compile(wasm)
}

/** In one go: in the pieces of an asynchronous read it takes five times as long, and the program has nothing else to do yet. */
export function readWebAssembly(): Uint8Array {
  return readFileSync(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite')))
}
