import { connect, type Socket } from 'node:net'
import { type Destination, type EgressPolicy, hostOf } from './egress-policy.ts'
import { guardedLookup, type ResolveHost } from './guarded-connector.ts'

/** Where a connection goes to. */
export interface EgressTarget {
  /** A name or an IP address. */
  readonly host: string
  readonly port: number
  /** Ends the attempt, and later the connection. */
  readonly signal?: AbortSignal | undefined
}

export interface ConnectOptions {
  readonly policy: EgressPolicy
  readonly resolveHost: ResolveHost | undefined
  readonly connectMilliseconds: number
}

/**
 * Opens a TCP connection to an allowed address. A name is resolved once, and the connection goes to an address of that answer.
 *
 * @throws EgressError, the error of the connection, or the reason of the signal
 */
export async function connectGuarded(
  { policy, resolveHost, connectMilliseconds }: ConnectOptions,
  { host: given, port, signal }: EgressTarget,
): Promise<Socket> {
  signal?.throwIfAborted()
  const destination: Destination = { host: hostOf(given), port }
  policy.checkDestination(destination)
  const { host } = destination
  const socket = connect({
    host,
    port,
    lookup: guardedLookup({ policy, resolveHost }, port),
    // An address that does not answer must not keep the others from being tried.
    autoSelectFamily: true,
  })
  // It may end while its user does not listen: that must not end the process.
  socket.on('error', () => {})
  const end = () => socket.destroy(signal?.reason as Error)
  signal?.addEventListener('abort', end, { once: true })
  socket.once('close', () => signal?.removeEventListener('abort', end))
  const timer = setTimeout(
    () => socket.destroy(new Error(`no connection to ${host}:${port}`)),
    connectMilliseconds,
  )
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve)
      socket.once('error', reject)
    })
  } finally {
    clearTimeout(timer)
  }
  return socket
}
