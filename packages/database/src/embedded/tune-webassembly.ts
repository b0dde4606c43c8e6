import { setFlagsFromString } from 'node:v8'

/**
 * How much a function runs before V8 optimises it, in bytes of code executed. The default is 13,000,000: much of what an import
 * needs would run unoptimised for the first hundred thousand rows.
 */
const TIERING_BUDGET = 500_000

/**
 * Has V8 optimise WebAssembly sooner. V8 takes its code cache for another program's when its flags are others, so a program with
 * such a cache calls this first of all, whether or not it comes to open an embedded database.
 */
export function tuneWebAssembly(): void {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`)
}
