import { alternate } from './alternate.ts'
import { startChild, stopChild } from './child.ts'
import { medianRatio } from './median.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printLine, printRatio, rounds } from './report.ts'
import { load } from './requests/load.ts'

const CONNECTIONS = 32
const ROUNDS = 15
const SECONDS = 2

const paths = {
  bare: '/api/public/hello?n=3',
  kernel: '/api/public/hello?n=3',
  signedIn: '/api/hello?n=3',
} as const

type Side = keyof typeof paths

/** Requests per second of one route: through the kernel, and on bare Fastify. */
export async function benchRequests(options: BenchOptions): Promise<void> {
  const { rounds: count = ROUNDS, seconds = SECONDS } = options
  printHeading(
    `requests: one route, ${CONNECTIONS} connections, ${count} rounds of ${seconds} s each, alternating`,
  )
  const kernel = await startChild(new URL('./requests/serve.ts', import.meta.url), ['kernel'])
  const bare = await startChild(new URL('./requests/serve.ts', import.meta.url), ['bare'])
  try {
    const measure = (side: Side) =>
      load({
        port: Number((side === 'bare' ? bare : kernel).message),
        path: paths[side],
        connections: CONNECTIONS,
        milliseconds: seconds * 1000,
      })
    // The first round warms up V8.
    await alternate(['bare', 'kernel', 'signedIn'], 1, measure)
    report(await alternate(['bare', 'kernel', 'signedIn'], count, measure))
  } finally {
    await Promise.all([stopChild(kernel), stopChild(bare)])
  }
}

function report({ bare, kernel, signedIn }: Record<Side, readonly number[]>): void {
  printLine('bare Fastify', rounds(bare, 'requests/s'))
  printLine('kernel', rounds(kernel, 'requests/s'))
  printLine('kernel, signed in', `${rounds(signedIn, 'requests/s')}, for information`)
  printRatio(medianRatio(kernel, bare), { is: 'at least', value: 0.95 })
}
