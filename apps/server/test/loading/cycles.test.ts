import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startProgram, temporaryDirectory } from '../server-process.ts'

const PROGRAM = fileURLToPath(new URL('./cycles-program.ts', import.meta.url))

test.each([
  // What was imported before is not imported again, so nothing grows but what the engine keeps.
  { content: 'the same content', kind: 'same', times: 0.25 },
  // Node never frees a module.
  { content: 'another content each time', kind: 'another', times: 2 },
])(
  'after 100 cycles of load, use and unload of $content nothing is left of the plugin but its code',
  async ({ kind, times }) => {
    await using directory = await temporaryDirectory()
    const { process: child, ended } = startProgram([directory.path, kind], {}, { main: PROGRAM })
    let output = ''
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()))
    const { code } = await ended
    expect(code, output).toBe(0)
    const { before, after, growth, code: codeBytes } = JSON.parse(output.split('\n')[0] ?? '')
    expect({ ...after, heapBytes: 0 }).toEqual({ ...before, heapBytes: 0 })
    expect(growth).toBeLessThan(codeBytes * times)
  },
  120_000,
)
