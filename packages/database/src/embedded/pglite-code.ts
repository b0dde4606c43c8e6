import { hash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'
import { tuneV8 } from '../tune-v8.ts'
import { PREPARED } from './prepared.ts'

/** A `WebAssembly.Module`. Node knows it, the types for Node do not. */
export type CompiledPglite = object

export const PGLITE_CODE = new URL('code.bin', PREPARED)
const DIGEST_LENGTH = 32

/**
 * PGlite as V8 optimised it when this package was built, so that no start has to do it again: that takes two seconds of
 * processor time and half a gigabyte. Nothing if there is no such code, or none for exactly this WebAssembly and this Node; V8
 * itself refuses code for another processor or of other flags.
 */
export function readPgliteCode(wasm: Uint8Array, file: URL = PGLITE_CODE): CompiledPglite | undefined {
  // Before anything is compiled: code counts as that of the flags it was made under.
  tuneV8()
  if (!existsSync(file) || withoutTrapHandler()) return undefined
  const kept = readFileSync(file)
  const [digest, code] = [kept.subarray(0, DIGEST_LENGTH), kept.subarray(DIGEST_LENGTH)]
  if (!digest.equals(digestOf(code, wasm))) return undefined
  return native<(code: ArrayBuffer, wasm: Uint8Array) => CompiledPglite | undefined>(
    'DeserializeWasmModule',
    ['code', 'wasm'],
  )(Uint8Array.from(code).buffer, wasm)
}

/** Writes the code that a module has come to, for `readPgliteCode`. A module in which nothing is optimised ends the process. */
export function writePgliteCode(module: CompiledPglite, wasm: Uint8Array): void {
  tuneV8()
  const code = Buffer.from(
    native<(module: CompiledPglite) => ArrayBuffer>('SerializeWasmModule', ['module'])(module),
  )
  const unfinished = new URL(`${PGLITE_CODE.href}.${process.pid}`)
  writeFileSync(unfinished, Buffer.concat([digestOf(code, wasm), code]))
  renameSync(unfinished, PGLITE_CODE)
}

/** Of whatever makes the code another: what it was made of, and what made it. */
function digestOf(code: Uint8Array, wasm: Uint8Array): Buffer {
  const made = `${process.version} ${process.platform} ${process.arch} ${hash('sha256', wasm)} ${hash('sha256', code)}`
  return hash('sha256', made, 'buffer')
}

/** The code leaves checks of bounds to the processor. V8 does not look whether it may. */
function withoutTrapHandler(): boolean {
  return [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((option) =>
    option.includes('trap-handler'),
  )
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
