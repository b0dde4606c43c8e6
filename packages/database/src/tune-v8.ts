import { setFlagsFromString } from 'node:v8'

const FLAGS = [
  // How much a function of WebAssembly runs before V8 optimises it, in bytes of code executed. The default is 13,000,000: what the
  // build has not kept of PGlite (`embedded/pglite-code.ts`) would run unoptimised for a long time.
  '--wasm-tiering-budget=500000',
  // An import makes much short-lived garbage. Left to itself V8 lets it pile up as long as the machine has memory. Together with
  // the smaller new space that the program is started with, this keeps the server some 150 MB smaller; tighter ones cost a fifth
  // of an import's speed in garbage collection.
  '--heap-growing-percent=50',
]

/**
 * Sets what V8 goes by in all programs of ours. V8 takes compiled code for another program's when it was made under other flags:
 * a program with a code cache calls this first of all, and every program that opens an embedded database has called it before it
 * does.
 */
export function tuneV8(): void {
  for (const flag of FLAGS) setFlagsFromString(flag)
}
