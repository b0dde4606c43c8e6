import { alternate } from './alternate.ts'
import { ROUTES_PER_PLUGIN } from './boot/routes-per-plugin.ts'
import { startChild, stopChild } from './child.ts'
import { medianRatio } from './median.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printRatio, printRounds } from './report.ts'

const ROUNDS = 5

const ENTRIES = {
  bare: { file: new URL('./boot/boot-once.ts', import.meta.url), mode: 'bare' },
  nest: { file: new URL('../peers/nest.ts', import.meta.url), mode: 'boot' },
  kernel: { file: new URL('./boot/boot-once.ts', import.meta.url), mode: 'kernel' },
} as const

type Side = keyof typeof ENTRIES
const SIDES = Object.keys(ENTRIES) as Side[]

/** How long many plugins take to boot, document included: in the kernel, on bare Fastify with @fastify/swagger, and on NestJS. */
export async function benchBoot(options: BenchOptions): Promise<void> {
  const { plugins } = options
  const count = options.rounds ?? ROUNDS
  printHeading(
    `boot: ${plugins} plugins of ${ROUTES_PER_PLUGIN} routes, document included, ${count} fresh processes each, alternating`,
  )
  const { bare, nest, kernel } = await alternate(SIDES, count, (side) => bootOnce(side, plugins))
  printRounds('bare Fastify and swagger', { values: bare, unit: 'ms' })
  printRounds('NestJS on Fastify', { values: nest, unit: 'ms' })
  printRounds('kernel', { values: kernel, unit: 'ms' })
  printRatio(medianRatio(kernel, bare), { is: 'at most', value: 0.2, to: 'bare Fastify' })
  printRatio(medianRatio(kernel, nest), { is: 'at most', value: 0.75, to: 'NestJS' })
}

async function bootOnce(side: Side, plugins: number): Promise<number> {
  const { file, mode } = ENTRIES[side]
  const child = await startChild(file, [mode, String(plugins)])
  await stopChild(child)
  const { milliseconds, paths } = child.message as { milliseconds: number; paths: number }
  const expected = plugins * ROUTES_PER_PLUGIN
  if (paths !== expected) throw new Error(`${side} documents ${paths} paths instead of ${expected}`)
  return milliseconds
}
