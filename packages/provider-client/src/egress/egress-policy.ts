import { isIP } from 'node:net'
import { addressRange } from './address-range.ts'
import type { AllowList } from './allow-list.ts'
import { EgressError } from './egress-error.ts'

/** A host and port that a request goes to. */
export interface Destination {
  /** A name or an IP address, without brackets. */
  readonly host: string
  readonly port: number
}

/** Decides which addresses are allowed: the public internet by https, and the operator's allow-list. */
export class EgressPolicy {
  readonly #allowed: AllowList

  constructor(allowed: AllowList) {
    this.#allowed = allowed
  }

  /**
   * Checks an address before anything is resolved.
   *
   * @throws EgressError for another scheme than https (http to hosts of the allow-list), credentials in the address, and IP
   * addresses of a private network in every notation that URL accepts
   */
  checkUrl(url: URL): Destination {
    const destination = destinationOf(url)
    const { host } = destination
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new EgressError(host, `${url.protocol}// is not a supported scheme. Use https://.`)
    if (url.username !== '' || url.password !== '')
      throw new EgressError(
        host,
        'The address contains a user name or password. Remove it; credentials have their own fields.',
      )
    this.checkDestination(destination)
    if (url.protocol === 'http:' && !this.#isAllowed(destination))
      throw new EgressError(
        host,
        `http:// sends credentials unencrypted. Use https://${host}, or add ${nameOf(destination)} to EGRESS_ALLOW if it is in your own network.`,
      )
    return destination
  }

  /**
   * Checks a host and port before anything is resolved, whatever is spoken there.
   *
   * @throws EgressError for no host, a local name and an IP address of a private network
   */
  checkDestination(destination: Destination): void {
    const { host, port } = destination
    if (host === '') throw new EgressError(host, 'The address has no host.')
    if (isIP(host) !== 0) this.checkResolved(destination, [host])
    else if (isLocalName(host) && !this.#allowed.hasHost(host, port))
      throw notPublic(destination, 'a local name')
  }

  /**
   * Checks all addresses that a host resolved to: one refused address refuses the host, since a later attempt may use
   * it.
   *
   * @throws EgressError
   */
  checkResolved(destination: Destination, addresses: readonly string[]): void {
    const { host, port } = destination
    if (this.#allowed.hasHost(host, port)) return
    for (const address of addresses) {
      const range = addressRange(address)
      if (range !== 'public' && !this.#allowed.hasAddress(address, port))
        throw notPublic(
          destination,
          host === address
            ? `a ${RANGE_NAMES[range] ?? 'special'} address`
            : `${address}, a ${RANGE_NAMES[range] ?? 'special'} address`,
        )
    }
  }

  /** For http the allow-list must name the host; the resolved addresses are checked later. */
  #isAllowed({ host, port }: Destination): boolean {
    return this.#allowed.hasHost(host, port) || (isIP(host) !== 0 && this.#allowed.hasAddress(host, port))
  }
}

const RANGE_NAMES: Readonly<Record<string, string>> = {
  loopback: 'loopback',
  private: 'private',
  uniqueLocal: 'private',
  linkLocal: 'link-local',
  carrierGradeNat: 'carrier-grade NAT',
  multicast: 'multicast',
  broadcast: 'broadcast',
  unspecified: 'unspecified',
}

/** The host and port of a URL, without brackets and the dot that ends a fully qualified name. */
function destinationOf(url: URL): Destination {
  const host = hostOf(url.hostname)
  const port = url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : Number(url.port)
  return { host, port }
}

/** A host without brackets and the dot that ends a fully qualified name. */
export function hostOf(host: string): string {
  return host
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
}

/** RFC 6761 and 6762, and names without a dot, which a search list completes with the local domain. */
function isLocalName(host: string): boolean {
  return !host.includes('.') || /\.(localhost|local|internal|home\.arpa|lan)$/.test(host)
}

function nameOf({ host, port }: Destination): string {
  const bracketed = host.includes(':') ? `[${host}]` : host
  return port === 443 || port === 80 ? bracketed : `${bracketed}:${port}`
}

function notPublic(destination: Destination, what: string): EgressError {
  const verb = what.startsWith('a ') ? 'is' : 'resolves to'
  return new EgressError(
    destination.host,
    `${destination.host} ${verb} ${what}. Only the public internet is allowed; an administrator can permit it with EGRESS_ALLOW=${nameOf(destination)}.`,
  )
}
