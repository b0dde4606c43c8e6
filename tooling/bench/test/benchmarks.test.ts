import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

async function bench(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { timeout: 60_000 })
  return stdout
}

// Whether the figures are good depends on the machine; here it matters that there are any.
describe('the benchmarks', () => {
  it('say what machine they ran on and compare requests per second', async () => {
    const printed = await bench('requests', '--rounds=1', '--seconds=0.1')
    expect(printed).toMatch(/^machine: \d+ cores .*Node v24/)
    expect(printed).toMatch(/bare Fastify +[\d,]+ requests\/s/)
    expect(printed).toMatch(/kernel, signed in +[\d,]+ requests\/s/)
    expect(printed).toMatch(/ratio +\d+\.\d\d, target at least 0\.95/)
  })

  it('compare how long a boot takes', async () => {
    const printed = await bench('boot', '--rounds=1', '--plugins=3')
    expect(printed).toMatch(/kernel +[\d,]+ ms/)
    expect(printed).toMatch(/ratio +\d+\.\d\d, target at most 1\.5/)
  })

  it('compare an import with COPY and tell the memory it takes', async () => {
    const printed = await bench('import', '--mode=embedded', '--rows=1200', '--settle=0.1')
    expect(printed).toMatch(/COPY from a file, insert +[\d,]+ rows\/s/)
    expect(printed).toMatch(/server, end to end +[\d,]+ rows\/s, target at least 20,000/)
    expect(printed).toMatch(/ratio +\d+\.\d\d\n/)
    expect(printed).toMatch(/idle \d+ MB, peak \+\d+ MB.*\n +at 25 % \+-?\d+, .*at the end \+-?\d+/)
  }, 60_000)

  it('refuse what they do not know', async () => {
    await expect(bench('memory')).rejects.toThrow('"memory" is none of requests, boot, import')
    await expect(bench('import', '--rows=none')).rejects.toThrow('--rows takes a number above 0, not "none"')
  })
})
