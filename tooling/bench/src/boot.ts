import { alternate } from './alternate.ts'
import { ROUTES_PER_PLUGIN } from './boot/routes-per-plugin.ts'
import { startChild, stopChild } from './child.ts'
import { medianRatio } from './median.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printLine, printRatio, rounds } from './report.ts'

const ROUNDS = 5

type Side = 'bare' | 'kernel'

/** How long many plugins take to boot, document included: in the kernel, and on bare Fastify with @fastify/swagger. */
export async function benchBoot(options: BenchOptions): Promise<void> {
  const { plugins } = options
  const count = options.rounds ?? ROUNDS
  printHeading(
    `boot: ${plugins} plugins of ${ROUTES_PER_PLUGIN} routes, document included, ${count} fresh processes each, alternating`,
  )
  const { bare, kernel } = await alternate(['bare', 'kernel'], count, (side) => bootOnce(side, plugins))
  printLine('bare Fastify and swagger', rounds(bare, 'ms'))
  printLine('kernel', rounds(kernel, 'ms'))
  printRatio(medianRatio(kernel, bare), { is: 'at most', value: 1.5 })
}

async function bootOnce(side: Side, plugins: number): Promise<number> {
  const child = await startChild(new URL('./boot/boot-once.ts', import.meta.url), [side, String(plugins)])
  await stopChild(child)
  const { milliseconds, paths } = child.message as { milliseconds: number; paths: number }
  const expected = plugins * ROUTES_PER_PLUGIN
  if (paths !== expected) throw new Error(`${side} documents ${paths} paths instead of ${expected}`)
  return milliseconds
}
