import { readWebAssembly } from '../../src/embedded/compile-pglite.ts'
import { readPgliteCode } from '../../src/embedded/pglite-code.ts'

const module = readPgliteCode(readWebAssembly())
process.stdout.write(module === undefined ? 'none\n' : 'kept\n')
