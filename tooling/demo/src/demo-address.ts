import { createServer, isIPv6 } from 'node:net'
import { parseArgs } from 'node:util'

export interface DemoOptions {
  /** Whether the demo ends when everything has come in. */
  readonly once: boolean
  readonly host: string
  readonly port: number
}

const USAGE =
  'npm run demo -- [--once] [--port <number>]   (default PORT, else 3000; another one is chosen when it is taken)'
/** Hosts that listen on the loopback address among others. */
const ON_LOOPBACK = new Set(['0.0.0.0', '::', 'localhost'])

/**
 * Reads the arguments, and HOST and PORT as `npm start` takes them: an empty variable counts as unset.
 *
 * @throws Error with the usage
 */
export function readOptions(
  args: string[],
  environment: Readonly<Record<string, string | undefined>>,
): DemoOptions {
  const wanted = environment['PORT']?.trim() || '3000'
  const host = environment['HOST']?.trim() || '127.0.0.1'
  try {
    const { values } = parseArgs({
      args,
      options: { once: { type: 'boolean', default: false }, port: { type: 'string', default: wanted } },
    })
    const port = Number(values.port)
    if (!/^\d+$/.test(values.port) || port > 65_535)
      throw new Error(`"${values.port}" is not a port: use a whole number from 0 to 65535`)
    return { once: values.once, host, port }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`, { cause: error })
  }
}

/** The port asked for, or any other after a line that says why. */
export async function choosePort(
  { host, port }: DemoOptions,
  report: (line: string) => void,
): Promise<number> {
  const free = await tryPort(host, port)
  if (typeof free === 'number') return free
  const reason = free.code === 'EADDRINUSE' ? 'is taken' : `cannot be used (${free.message})`
  report(`Port ${port} ${reason}, so the demo uses another one.`)
  const other = await tryPort(host, 0)
  if (typeof other === 'number') return other
  throw new Error(`the demo cannot listen on ${host}: ${other.message}`, { cause: other })
}

/** The address for a browser on this machine. */
export function addressOf(host: string, port: number): string {
  if (ON_LOOPBACK.has(host)) return `http://127.0.0.1:${port}`
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`
}

async function tryPort(host: string, port: number): Promise<number | NodeJS.ErrnoException> {
  const probe = createServer()
  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    probe.once('error', resolve)
    probe.listen({ host, port }, () => resolve(undefined))
  })
  if (failure !== undefined) return failure
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : port
}
