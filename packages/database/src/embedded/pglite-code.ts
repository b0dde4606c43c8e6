import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'
import { tuneV8 } from '../tune-v8.ts'
import { PREPARED, readPrepared, writePrepared } from './prepared.ts'

/** A `WebAssembly.Module`. Node knows it, the types for Node do not. */
export type CompiledPglite = object

export const PGLITE_CODE = new URL('code.bin', PREPARED)

/**
 * PGlite as V8 optimised it when this package was built, so that no start has to do it again: that takes two seconds of
 * processor time and half a gigabyte. Nothing if there is no such code, or none for exactly this WebAssembly and this Node; V8
 * itself refuses code for another processor or of other flags.
 */
export function readPgliteCode(wasm: Uint8Array, file: URL = PGLITE_CODE): CompiledPglite | undefined {
  // Before anything is compiled: code counts as that of the flags it was made under.
  tuneV8()
  const code = trapsAreHandled() ? readPrepared(file, hash('sha256', wasm)) : undefined
  if (code === undefined) return undefined
  return native<(code: ArrayBuffer, wasm: Uint8Array) => CompiledPglite | undefined>(
    'DeserializeWasmModule',
    ['code', 'wasm'],
  )(Uint8Array.from(code).buffer, wasm)
}

/** Keeps the code that a module has come to. A module in which nothing is optimised ends the process. */
export function writePgliteCode(module: CompiledPglite, wasm: Uint8Array): void {
  tuneV8()
  const code = native<(module: CompiledPglite) => ArrayBuffer>('SerializeWasmModule', ['module'])(module)
  writePrepared(PGLITE_CODE, hash('sha256', wasm), new Uint8Array(code))
}

/**
 * The code leaves it to the processor to notice what is out of bounds, and V8 does not look whether it may. Node switches that
 * off when it is told to, and where the address space is limited.
 */
function trapsAreHandled(): boolean {
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? '']
  if (options.some((option) => /wasm.trap.handler/.test(option))) return false
  return process.platform !== 'linux' || /^Max address space +unlimited/m.test(limitsOfProcess())
}

function limitsOfProcess(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}

/**
 * A function of V8 that C++ programs have as a public one (`CompiledWasmModule::Serialize`) and JavaScript has by its internal
 * name alone. With wrong arguments such functions end the process, so what is given to them has to be just what this Node wrote.
 */
function native<F>(name: string, parameters: readonly string[]): F {
  const list = parameters.join(', ')
  setFlagsFromString('--allow-natives-syntax')
  try {
    // In parentheses it is compiled at once, and not when it is called, when the syntax is no longer allowed.
    return runInThisContext(`(function (${list}) { return %${name}(${list}) })`) as F
  } finally {
    setFlagsFromString('--no-allow-natives-syntax')
  }
}
