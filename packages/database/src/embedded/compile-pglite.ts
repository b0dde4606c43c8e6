import { readFile } from 'node:fs/promises'
import { setFlagsFromString } from 'node:v8'

/** A `WebAssembly.Module`. Node knows it, the types for Node do not. */
export type CompiledPglite = object

declare const WebAssembly: { compile(bytes: Uint8Array): Promise<CompiledPglite> }

/**
 * How much a function runs before V8 optimises it, in bytes of code executed. The default is 13,000,000: much of what an import
 * needs would run unoptimised for the first hundred thousand rows.
 */
const TIERING_BUDGET = 500_000

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
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`)
  return WebAssembly.compile(
    await readFile(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite'))),
  )
}
