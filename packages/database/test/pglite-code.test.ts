import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWebAssembly } from '../src/embedded/compile-pglite.ts'
import { type CompiledPglite, PGLITE_CODE, readPgliteCode } from '../src/embedded/pglite-code.ts'

declare const WebAssembly: {
  Module: { new (bytes: Uint8Array): CompiledPglite; exports(module: CompiledPglite): unknown[] }
}

describe('the code kept of PGlite', () => {
  const wasm = readWebAssembly()
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tributary-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  /** A copy of it that has been changed. */
  function copy(change: (kept: Buffer) => Buffer): URL {
    const file = join(folder, 'copy.bin')
    writeFileSync(file, change(readFileSync(PGLITE_CODE)))
    return pathToFileURL(file)
  }

  it('is PGlite', async () => {
    const module = readPgliteCode(wasm)
    if (module === undefined) throw new Error('the build has kept none')
    expect(WebAssembly.Module.exports(module)).toEqual(
      WebAssembly.Module.exports(new WebAssembly.Module(wasm)),
    )
    const db = await PGlite.create({ pgliteWasmModule: module })
    const { rows } = await db.query('select sum(n)::integer as sum from generate_series(1, $1) n', [100])
    await db.close()
    expect(rows).toEqual([{ sum: 5050 }])
  })

  it.each<[string, (kept: Buffer) => Buffer]>([
    ['cut off', (kept) => kept.subarray(0, kept.length - 1)],
    ['empty', () => Buffer.alloc(0)],
    ['changed in one bit', (kept) => Buffer.from(kept.with(1_000_000, (kept[1_000_000] ?? 0) ^ 1))],
  ])('is left alone when it is %s', (_, change) => {
    expect(
      readPgliteCode(
        wasm,
        copy((kept) => kept),
      ),
    ).toBeDefined()
    expect(readPgliteCode(wasm, copy(change))).toBeUndefined()
  })

  it('is left alone for another version of PGlite', () => {
    expect(readPgliteCode(Buffer.concat([wasm, Buffer.of(0)]))).toBeUndefined()
  })

  it('is left alone where there is none', () => {
    expect(readPgliteCode(wasm, pathToFileURL(join(folder, 'nowhere.bin')))).toBeUndefined()
  })

  it('is left alone under other flags, as V8 wants it', () => {
    setFlagsFromString('--no-opt')
    try {
      expect(readPgliteCode(wasm)).toBeUndefined()
    } finally {
      setFlagsFromString('--opt')
    }
    expect(readPgliteCode(wasm)).toBeDefined()
  })

  it.each(['--disable-wasm-trap-handler', '--disable_wasm_trap_handler'])(
    'is left alone where the processor does not check bounds, by %s',
    (option) => {
      process.execArgv.push(option)
      try {
        expect(readPgliteCode(wasm)).toBeUndefined()
      } finally {
        process.execArgv.pop()
      }
    },
  )

  it.runIf(process.platform === 'linux')('is left alone where the address space is limited', () => {
    const program = fileURLToPath(new URL('./children/read-pglite-code.ts', import.meta.url))
    const said = (limit: string) =>
      execFileSync('sh', ['-c', `ulimit -v ${limit} && exec "$0" "$1"`, process.execPath, program], {
        encoding: 'utf8',
      })
    expect(said('unlimited')).toBe('kept\n')
    expect(said('60000000')).toBe('none\n')
  })
})
