import { type LookupAddress, lookup as resolve } from 'node:dns'
import type { LookupFunction } from 'node:net'
import type { buildConnector } from 'undici'
import type { EgressPolicy } from './egress-policy.ts'

type Connector = buildConnector.connector
type BuildConnector = (options: buildConnector.BuildOptions) => Connector

/** Resolves a name to all of its addresses. Default: the system's resolver. */
export type ResolveHost = (
  host: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

export interface GuardedConnectorOptions {
  readonly policy: EgressPolicy
  /** undici's `buildConnector`, which is imported when the first request is made. */
  readonly buildConnector: BuildConnector
  readonly connectMilliseconds: number
  readonly resolveHost?: ResolveHost | undefined
}

const resolveBySystem: ResolveHost = (host, callback) =>
  resolve(host, { all: true, verbatim: true }, callback)

/**
 * A connector for undici that opens a connection only to addresses which the policy allows. IP literals are checked here, because
 * `net.connect` asks `lookup` for names alone. A name is resolved once and the connection goes to an address of that answer, so a
 * second answer of a hostile name server is never used.
 */
export function guardedConnector(options: GuardedConnectorOptions): Connector {
  const { policy, buildConnector, connectMilliseconds: timeout } = options
  // `lookup` does not get the port, which the allow-list may name: one connector per port.
  const connectors = new Map<number, Connector>()
  const connectorOf = (port: number): Connector => {
    const known = connectors.get(port)
    if (known !== undefined) return known
    const connector = buildConnector({
      timeout,
      lookup: guardedLookup(options, port),
    })
    connectors.set(port, connector)
    return connector
  }
  return (target, callback) => {
    let port: number
    try {
      port = policy.checkUrl(urlOf(target)).port
    } catch (error) {
      callback(error as Error, null)
      return
    }
    connectorOf(port)(target, callback)
  }
}

function urlOf({ protocol, hostname, port }: buildConnector.Options): URL {
  const host = hostname.includes(':') && !hostname.startsWith('[') ? `[${hostname}]` : hostname
  return new URL(`${protocol}//${host}${port === '' ? '' : `:${port}`}`)
}

/** A lookup that fails for a name with an address that is not allowed. */
export function guardedLookup(
  { policy, resolveHost = resolveBySystem }: Pick<GuardedConnectorOptions, 'policy' | 'resolveHost'>,
  port: number,
): LookupFunction {
  return (host, { all }, callback) => {
    resolveHost(host, (error, addresses) => {
      const [first] = addresses ?? []
      if (error !== null || first === undefined) {
        callback(error ?? new Error(`${host} has no address`), [])
        return
      }
      try {
        policy.checkResolved(
          { host: host.replace(/\.$/, ''), port },
          addresses.map(({ address }) => address),
        )
      } catch (refusal) {
        callback(refusal as Error, [])
        return
      }
      if (all === true) callback(null, addresses)
      else callback(null, first.address, first.family)
    })
  }
}
