import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryDirectory } from '@tributary/database/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { requireRoom } from '../src/volume/room.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
/** Its build is beside itself. */
const root = fileURLToPath(new URL('../../..', import.meta.url))
const csv = fileURLToPath(new URL('../src/csv.ts', import.meta.url))
const reloads = fileURLToPath(new URL('../src/reloads.ts', import.meta.url))

/** Each begins by starting databases and servers, on a machine that may be doing much else. */
const LIMIT = 170_000

/** Where the benchmarks put their databases. In memory where it can be: their figures are not looked at. */
const place = temporaryDirectory('tributary-bench-')

const reportDirectory = join(place, 'report')

async function bench(...args: string[]): Promise<string> {
  const env = { ...process.env, TMPDIR: place, BENCH_REPORT_DIRECTORY: reportDirectory }
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { timeout: LIMIT, env })
  return stdout
}

afterAll(() => rm(place, { recursive: true }))

// Whether the figures are good depends on the machine; here it matters that there are any.
describe('the benchmarks', () => {
  it('print the machine and compare requests per second', async () => {
    const printed = await bench('requests', '--rounds=1', '--seconds=0.1')
    expect(printed).toMatch(/^machine: \d+ cores .*Node v24/)
    expect(printed).toMatch(/bare Fastify +[\d,.]+ requests\/s/)
    expect(printed).toMatch(/kernel, signed in +[\d,.]+ requests\/s/)
    expect(printed).toMatch(/ratio to bare Fastify +\d+\.\d\d, target at least 0\.98/)
    expect(printed).toMatch(/ratio to NestJS +\d+\.\d\d, target at least 1\.75/)
    expect(printed).toMatch(/processor, kernel +[\d,.]+ µs a request/)
  })

  it('compare the time of a boot', async () => {
    const printed = await bench('boot', '--rounds=1', '--plugins=3')
    expect(printed).toMatch(/kernel +[\d,.]+ ms/)
    expect(printed).toMatch(/ratio to bare Fastify +\d+\.\d\d, target at most 0\.2/)
    expect(printed).toMatch(/ratio to NestJS +\d+\.\d\d, target at most 0\.75/)
  })

  it('write a report with the tables, each round, and a chart by size', async () => {
    const printed = await bench('boot', '--report', '--rounds=2', '--plugins=8')
    const read = (name: string) => readFile(join(reportDirectory, name), 'utf8')
    const report = await read('report.md')
    // With the load before the benchmarks, which are a load themselves.
    expect(report).toContain(printed.split('\n')[0])
    expect(report).toMatch(/^\| kernel \| [\d,.]+ \| [\d,.]+ \| [\d,.]+ \| 2 \| ms \|$/m)
    expect(report).toMatch(/^\| ratio to NestJS \| \d+\.\d\d \| at most 0\.75 \| (yes|no) \|$/m)
    expect(report).toContain('![boot by size](boot-1.svg)')
    const chart = await read('boot-1.svg')
    expect(chart.match(/<polyline/g)).toHaveLength(3)
    // Eight plugins, and an eighth, a quarter and half of them.
    expect(chart.match(/<circle/g)).toHaveLength(12)
    const [boot] = JSON.parse(await read('report.json'))
    expect(boot.sizes.map(({ size }: { size: number }) => size)).toEqual([1, 2, 4, 8])
    expect(boot.sections[0].rounds[0].values).toHaveLength(2)
  })

  it(
    'compare an import with COPY and print its memory',
    async () => {
      const printed = await bench('import', '--mode=embedded', '--rows=1200', '--settle=0.1')
      expect(printed).toMatch(/COPY from stdin, insert +[\d,.]+ rows\/s/)
      expect(printed).toMatch(/server, end to end +[\d,.]+ rows\/s, target at least 20,000/)
      expect(printed).toMatch(/ratio +\d+\.\d\d, target at least 0\.75/)
      expect(printed).toMatch(/idle \d+ MB, peak \+\d+ MB.*\n +at 25 % \+-?\d+, .*at the end \+-?\d+/)
    },
    LIMIT,
  )

  it(
    'compare a sync with only fetching and inserting and print its memory',
    async () => {
      const printed = await bench('sync', '--mode=embedded', '--rows=1300', '--settle=0.1')
      expect(printed).toMatch(/fetched, nothing written +[\d,.]+ records\/s/)
      expect(printed).toMatch(/fetched and inserted +[\d,.]+ records\/s/)
      expect(printed).toMatch(/server, end to end +[\d,.]+ records\/s\n/)
      expect(printed).toMatch(/ratio +\d+\.\d\d, target at least 1\.5/)
      expect(printed).toMatch(/idle \d+ MB, peak \+\d+ MB.*\n +at 25 % \+-?\d+, .*at the end \+-?\d+/)
    },
    LIMIT,
  )

  it(
    'print how many connected accounts a worker reads in a minute',
    async () => {
      const printed = await bench('accounts', '--mode=embedded', '--accounts=5', '--minutes=0')
      expect(printed).toMatch(/fetched and inserted +[\d,.]+ accounts\/min/)
      expect(printed).toMatch(/worker, all queued +[\d,.]+ accounts\/min, target at least 1: met/)
      expect(printed).toMatch(/ratio +\d+\.\d\d, target at least 0\.7: \w+\n/)
      expect(printed).toMatch(/processor, plain +[\d.]+ µs an account, PostgreSQL [\d.]+\n/)
    },
    LIMIT,
  )

  it(
    'print the latencies of reads during a sync',
    async () => {
      const printed = await bench('reads', '--mode=postgres', '--rows=1000', '--seconds=0.5', '--rate=20')
      expect(printed).toMatch(/worker +same process\n[^]*worker +process of its own\n/)
      expect(printed).toMatch(/p99 while it syncs +[\d,.]+ ms, target at most 50/)
      expect(printed).toMatch(/ratio to the idle server +\d+\.\d\d, target at most 3/)
      expect(printed).toMatch(/ratio to the sync alone +\d+\.\d\d, target at least 0\.5/)
      expect(printed).toMatch(/idle +p50 [\d.]+ ms, p99 [\d.]+ ms, .*event loop p99 [\d.]+ ms late\n/)
    },
    LIMIT,
  )

  it(
    'watch latency and memory over time',
    async () => {
      const printed = await bench('soak', '--soak=0.05', '--seconds=1', '--rate=40')
      expect(printed).toMatch(/p99 of each window +[\d,.]+ ms \([\d,.]+ to [\d,.]+\)\n/)
      expect(printed).toMatch(
        /memory after each window +[\d,.]+ MB .*\n +ratio to the first quarter +\d+\.\d\d, target at most 1\.1/,
      )
    },
    LIMIT,
  )

  it(
    'compare this build with that of another clone',
    async () => {
      const printed = await bench(
        'builds',
        `--beside=${root}`,
        '--rows=500',
        '--rounds=1',
        '--seconds=0.3',
        '--settle=0.1',
      )
      expect(printed).toMatch(
        /idle memory, other build +\d+ MB\n +idle memory, this build +\d+ MB\n +ratio +\d+\.\d\d, target at most 0\.85/,
      )
      expect(printed).toMatch(/list, this build +[\d,.]+ requests\/s\n +ratio +\d+\.\d\d, target at least 2/)
    },
    LIMIT,
  )

  it(
    'compare the list of media items with one written by hand',
    async () => {
      const printed = await bench('list', '--rows=1000', '--rounds=1', '--seconds=0.3')
      expect(printed).toMatch(/by hand, Fastify and pg +[\d,.]+ requests\/s\n +server +[\d,.]+ requests\/s/)
      expect(printed).toMatch(/ratio +\d+\.\d\d, target at least 0\.95/)
      expect(printed).toMatch(/processor, by hand +[\d,.]+ µs a request/)
    },
    LIMIT,
  )

  it(
    'compare an export with COPY through gzip and print its memory',
    async () => {
      const printed = await bench('export', '--rows=1200', '--rounds=1', '--settle=0.1')
      expect(printed).toMatch(/COPY to stdout +[\d,.]+ rows\/s, [\d,.]+ kB\n +server, CSV +[\d,.]+ rows\/s/)
      expect(printed).toMatch(/ratio +\d+\.\d\d, target at least 0\.5/)
      expect(printed).toMatch(/cpu, server, CSV +[\d,.]+ ms, database [\d,.]+ ms/)
      expect(printed).toMatch(/idle \d+ MB, peak \+-?\d+ MB, target at most 100/)
    },
    LIMIT,
  )

  it(
    'compare the embedded database with an external one',
    async () => {
      const printed = await bench('embedded', '--rounds=1', '--rows=1200', '--seconds=0.2', '--settle=0.1')
      expect(printed).toMatch(
        /start, embedded +[\d,.]+ ms\n +start, external +[\d,.]+ ms\n +ratio +\d+\.\d\d, target at most 1\.5/,
      )
      for (const name of ['import', 'sync', 'reads'])
        expect(printed).toMatch(
          new RegExp(`${name}, embedded +[\\d,.]+ .*\\n.*\\n +ratio +\\d+\\.\\d\\d, target at least 0\\.95`),
        )
    },
    LIMIT,
  )

  it(
    'compare items identified by a hash with items identified by texts',
    async () => {
      const printed = await bench('identity', '--report', '--rounds=1', '--rows=1200')
      expect(printed).toMatch(
        /unique by hash +[\d,.]+ records\/s\n +index of [\d,.]+ MB\n +unique by texts +[\d,.]+ records\/s/,
      )
      expect(printed).toMatch(/ratio +\d+\.\d\d\n/)
      const report = await readFile(join(reportDirectory, 'report.md'), 'utf8')
      expect(report).toMatch(/^\| unique by hash \| [\d,.]+ \| .* \| records\/s \|$/m)
    },
    LIMIT,
  )

  it('compare reading CSV with csv-parse, and the messages for faults', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [csv, '--rows=300', '--rounds=1'])
    expect(stdout).toMatch(
      /kit +[\d,.]+ rows\/s, peak \+\d+ MB\n +csv-parse +[\d,.]+ rows\/s.*\n +ratio +\d+\.\d\d/,
    )
    expect(stdout).toMatch(/never closed\n +kit +refused at \{"line":3,"column":1\}/)
  })

  it(
    'send requests while a plugin is reloaded again and again',
    async () => {
      const args = [reloads, '--rate=20', '--seconds=0.5', '--every=200']
      const env = { ...process.env, TMPDIR: place }
      const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: LIMIT, env })
      for (const name of ['without', 'reloading'])
        expect(stdout).toMatch(new RegExp(`^${name}: others p50 .*; all \\d+ answered with 200$`, 'm'))
      expect(stdout).toMatch(/^[1-9]\d* reloads, [\d.]+ ms each \(median\)$/m)
      expect(stdout).toMatch(/^p99 of the others: \d+\.\d\d × without \(at most 2\)$/m)
    },
    LIMIT,
  )

  it('refuse unknown arguments', async () => {
    await expect(bench('memory')).rejects.toThrow(
      '"memory" is not one of requests, boot, import, sync, accounts, reads, embedded, identity, search, list, export, soak, builds, volume',
    )
    await expect(bench('import', '--rows=none')).rejects.toThrow('--rows takes a number above 0, not "none"')
  })

  it(
    'say what disk a volume needs, and compare its percentiles with those of a fiftieth of the people',
    async () => {
      const printed = await bench('volume', '--rows=500', '--rounds=1')
      expect(printed).toMatch(
        /50 people, 500 media items, 2,500 measurements, 200 daily values, against 1 people/,
      )
      expect(printed).toMatch(/disk +\d+\.\d GB, [\d,.]+ bytes per item\n +filled, 1 people/)
      for (const name of [
        'items, page in the middle',
        'summary',
        'daily metric, ten years',
        'measurements, a month',
      ])
        expect(printed).toMatch(
          new RegExp(
            `${name} +[\\d,.]+ ms\\n +ratio, ${name} +[\\d.]+, target at most 1\\.2: .*\\n +${name}, processor`,
          ),
        )
    },
    LIMIT,
  )

  it('refuse a volume that the disk has no room for', async () => {
    await expect(requireRoom({ directory: place, bytes: 1e18 })).rejects.toThrow(
      /^This takes 1000000002 GB in .*, and [\d.]+ GB are free\. Give fewer --rows/,
    )
  })

  it(
    'compare searches with those of the earlier version, on a table that the server migrates',
    async () => {
      const printed = await bench('search', '--rows=300', '--rounds=1')
      expect(printed).toMatch(/start with migration +[\d,.]+ ms/)
      expect(printed).toMatch(/Japanese "\S{2}" +[\d.]+ ms, before [\d.]+ ms, ratio [\d.]+/)
      expect(printed).toMatch(/p95 by hand, Latin +[\d.]+ ms.*\n.*\n +ratio +\d+\.\d\d, target at most 1\.2/)
    },
    LIMIT,
  )
})
