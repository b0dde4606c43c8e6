import { createServer, isIPv6 } from 'node:net'
import { parseArgs } from 'node:util'

export interface DemoOptions {
  /** Whether to print the options without starting anything. */
  readonly help: boolean
  /** Whether the demo ends when everything is imported. */
  readonly once: boolean
  readonly host: string
  readonly port: number
}

/** The output of `--help`. */
export const USAGE = `npm run demo -- [--once] [--port <number>]

  --once            end when all data has come in; the exit code is 0 when every job succeeded
  --port <number>   default PORT, else 3000; another one is chosen when it is taken
  -h, --help        print this

Starts a server, two simulated providers and a person who has connected both. Nothing leaves this machine, and the
data is deleted at the end. HOST, PORT and LOG_LEVEL are read from the environment and .env, as by "npm start".`
/** Hosts that listen on the loopback address among others. */
const ON_LOOPBACK = new Set(['0.0.0.0', '::', 'localhost'])

/**
 * Reads the arguments, and HOST and PORT like `npm start`: an empty variable counts as unset.
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
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        once: { type: 'boolean', default: false },
        port: { type: 'string', default: wanted },
      },
    })
    if (values.help) return { help: true, once: false, host, port: 0 }
    const port = Number(values.port)
    if (!/^\d+$/.test(values.port) || port > 65_535)
      throw new Error(`"${values.port}" is not a port: use a whole number from 0 to 65535`)
    return { help: false, once: values.once, host, port }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, { cause: error })
  }
}

/** The requested port, or any other after a message with the reason. */
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
