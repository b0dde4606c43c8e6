import { alternate } from './alternate.ts'
import { type Child, startChild, stopChild } from './child.ts'
import { medianRatio } from './median.ts'
import type { BenchOptions } from './read-arguments.ts'
import { printHeading, printRatio, printRounds } from './report.ts'
import { type MeasuredLoad, measureLoad } from './requests/measure-load.ts'

const CONNECTIONS = 32
const ROUNDS = 15
const SECONDS = 2

const paths = {
  bare: '/api/public/hello?n=3',
  nest: '/api/public/hello?n=3',
  kernel: '/api/public/hello?n=3',
  signedIn: '/api/hello?n=3',
} as const

type Side = keyof typeof paths
const SIDES = Object.keys(paths) as Side[]

/** Requests per second of one route: through the kernel, on bare Fastify, and on NestJS. */
export async function benchRequests(options: BenchOptions): Promise<void> {
  const { rounds: count = ROUNDS, seconds = SECONDS } = options
  printHeading(
    `requests: one route, ${CONNECTIONS} connections, ${count} rounds of ${seconds} s each, alternating`,
  )
  const serving = new URL('./requests/serve.ts', import.meta.url)
  const kernel = await startChild(serving, ['kernel'])
  const bare = await startChild(serving, ['bare'])
  const nest = await startChild(new URL('../peers/nest.ts', import.meta.url), ['serve'])
  const servers: Record<Side, Child> = { bare, nest, kernel, signedIn: kernel }
  try {
    const measure = (side: Side): Promise<MeasuredLoad> => {
      const { message, process: child } = servers[side]
      return measureLoad(child.pid ?? 0, {
        port: Number(message),
        path: paths[side],
        connections: CONNECTIONS,
        milliseconds: seconds * 1000,
      })
    }
    // The first round warms up V8.
    await alternate(SIDES, 1, measure)
    report(await alternate(SIDES, count, measure))
  } finally {
    await Promise.all([kernel, bare, nest].map(stopChild))
  }
}

const LABELS: Readonly<Record<Side, string>> = {
  bare: 'bare Fastify',
  nest: 'NestJS on Fastify',
  kernel: 'kernel',
  signedIn: 'kernel, signed in',
}

/** The client is busier than a quick server, so that the processor's time tells more than the rate. */
function report(measured: Record<Side, readonly MeasuredLoad[]>): void {
  const of = (side: Side, what: keyof MeasuredLoad) => measured[side].map((each) => each[what])
  for (const side of SIDES)
    printRounds(LABELS[side], { values: of(side, 'requestsPerSecond'), unit: 'requests/s' })
  const ratio = (side: Side) => medianRatio(of('kernel', 'requestsPerSecond'), of(side, 'requestsPerSecond'))
  printRatio(ratio('bare'), { is: 'at least', value: 0.98, to: 'bare Fastify' })
  printRatio(ratio('nest'), { is: 'at least', value: 1.75, to: 'NestJS' })
  for (const side of SIDES)
    printRounds(`processor, ${LABELS[side]}`, { values: of(side, 'cpuMicroseconds'), unit: 'µs a request' })
}
