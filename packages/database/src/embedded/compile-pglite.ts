import { readFile } from 'node:fs/promises'

// Node has it; its types know the names within, but not the value.
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<WebAssembly.Module> }

let compiled: Promise<WebAssembly.Module> | undefined

/**
 * PGlite's WebAssembly, compiled once a process. A thread that compiles its own spends a second of processor time on
 * it, and the code goes with the thread; a compiled module is shared.
 */
export function compilePglite(): Promise<WebAssembly.Module> {
  compiled ??= readFile(new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite'))).then((bytes) =>
    WebAssembly.compile(bytes),
  )
  return compiled
}
