import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryDirectory } from '@tributary/database/testing'
import { afterAll, describe, expect, it } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const csv = fileURLToPath(new URL('../src/csv.ts', import.meta.url))

/** Each begins by starting databases and servers, on a machine that may be doing much else. */
const LIMIT = 170_000

/** Where the benchmarks put their databases. In memory where it can be: their figures are not looked at. */
const place = temporaryDirectory('tributary-bench-')

async function bench(...args: string[]): Promise<string> {
  const env = { ...process.env, TMPDIR: place }
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { timeout: LIMIT, env })
  return stdout
}

afterAll(() => rm(place, { recursive: true }))

// Whether the figures are good depends on the machine; here it matters that there are any.
describe('the benchmarks', () => {
  it('print the machine and compare requests per second', async () => {
    const printed = await bench('requests', '--rounds=1', '--seconds=0.1')
    expect(printed).toMatch(/^machine: \d+ cores .*Node v24/)
    expect(printed).toMatch(/bare Fastify +[\d,]+ requests\/s/)
    expect(printed).toMatch(/kernel, signed in +[\d,]+ requests\/s/)
    expect(printed).toMatch(/ratio +\d+\.\d\d, target at least 0\.95/)
  })

  it('compare the time of a boot', async () => {
    const printed = await bench('boot', '--rounds=1', '--plugins=3')
    expect(printed).toMatch(/kernel +[\d,]+ ms/)
    expect(printed).toMatch(/ratio +\d+\.\d\d, target at most 1\.5/)
  })

  it(
    'compare an import with COPY and print its memory',
    async () => {
      const printed = await bench('import', '--mode=embedded', '--rows=1200', '--settle=0.1')
      expect(printed).toMatch(/COPY from stdin, insert +[\d,]+ rows\/s/)
      expect(printed).toMatch(/server, end to end +[\d,]+ rows\/s, target at least 20,000/)
      expect(printed).toMatch(/ratio +\d+\.\d\d\n/)
      expect(printed).toMatch(/idle \d+ MB, peak \+\d+ MB.*\n +at 25 % \+-?\d+, .*at the end \+-?\d+/)
    },
    LIMIT,
  )

  it(
    'compare a sync with only fetching and inserting and print its memory',
    async () => {
      const printed = await bench('sync', '--mode=embedded', '--rows=1300', '--settle=0.1')
      expect(printed).toMatch(/fetched, nothing written +[\d,]+ records\/s/)
      expect(printed).toMatch(/fetched and inserted +[\d,]+ records\/s/)
      expect(printed).toMatch(/server, end to end +[\d,]+ records\/s\n/)
      expect(printed).toMatch(/ratio +\d+\.\d\d, target at least 1\.5/)
      expect(printed).toMatch(/idle \d+ MB, peak \+\d+ MB.*\n +at 25 % \+-?\d+, .*at the end \+-?\d+/)
    },
    LIMIT,
  )

  it(
    'print how many connected accounts a worker reads in a minute',
    async () => {
      const printed = await bench('accounts', '--mode=embedded', '--accounts=5', '--minutes=0')
      expect(printed).toMatch(/fetched and inserted +[\d,]+ accounts\/min/)
      expect(printed).toMatch(/worker, all queued +[\d,]+ accounts\/min, target at least 1: met/)
      expect(printed).toMatch(/ratio +\d+\.\d\d\n/)
    },
    LIMIT,
  )

  it(
    'print the latencies of reads during a sync',
    async () => {
      const printed = await bench('reads', '--mode=embedded', '--rows=1000', '--seconds=0.5', '--rate=20')
      expect(printed).toMatch(/idle server +p50 [\d.]+ ms, p99 [\d.]+ ms, .*event loop p99 [\d.]+ ms late\n/)
      expect(printed).toMatch(/while it syncs +p50 [\d.]+ ms, p99 [\d.]+ ms, .*target at most 50/)
      expect(printed).toMatch(/ratio +\d+\.\d\d\n/)
    },
    LIMIT,
  )

  it(
    'compare the embedded database with an external one',
    async () => {
      const printed = await bench('embedded', '--rounds=1', '--rows=1200', '--seconds=0.2', '--settle=0.1')
      expect(printed).toMatch(
        /start, embedded +[\d,]+ ms\n +start, external +[\d,]+ ms\n +ratio +\d+\.\d\d, target at most 1\.5/,
      )
      for (const name of ['import', 'sync', 'reads'])
        expect(printed).toMatch(
          new RegExp(`${name}, embedded +[\\d,]+ .*\\n.*\\n +ratio +\\d+\\.\\d\\d, target at least 0\\.95`),
        )
    },
    LIMIT,
  )

  it(
    'compare items identified by a hash with items identified by texts',
    async () => {
      const printed = await bench('identity', '--rounds=1', '--rows=1200')
      expect(printed).toMatch(
        /unique by hash +[\d,]+ records\/s\n +index of [\d,]+ MB\n +unique by texts +[\d,]+ records\/s/,
      )
      expect(printed).toMatch(/ratio +\d+\.\d\d\n/)
    },
    LIMIT,
  )

  it('compare reading CSV with csv-parse, and the messages for faults', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [csv, '--rows=300', '--rounds=1'])
    expect(stdout).toMatch(
      /kit +[\d,]+ rows\/s, peak \+\d+ MB\n +csv-parse +[\d,]+ rows\/s.*\n +ratio +\d+\.\d\d/,
    )
    expect(stdout).toMatch(/never closed\n +kit +refused at \{"line":3,"column":1\}/)
  })

  it('refuse unknown arguments', async () => {
    await expect(bench('memory')).rejects.toThrow(
      '"memory" is not one of requests, boot, import, sync, accounts, reads, embedded, identity, search',
    )
    await expect(bench('import', '--rows=none')).rejects.toThrow('--rows takes a number above 0, not "none"')
  })

  it(
    'compare searches with those of the earlier version, on a table that the server migrates',
    async () => {
      const printed = await bench('search', '--rows=300', '--rounds=1')
      expect(printed).toMatch(/start with migration +[\d,]+ ms/)
      expect(printed).toMatch(/Japanese "\S{2}" +[\d.]+ ms, before [\d.]+ ms, ratio [\d.]+/)
    },
    LIMIT,
  )
})
