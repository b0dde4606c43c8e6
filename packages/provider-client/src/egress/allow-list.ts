import ipaddr from 'ipaddr.js'

/**
 * Addresses outside the public internet that requests may use: the operator's own network, by host, address or block.
 */
export interface AllowList {
  /** Whether a host name is on the list, whatever it resolves to. */
  hasHost(host: string, port: number): boolean
  /** Whether an IP address is on the list. */
  hasAddress(address: string, port: number): boolean
}

interface Entry {
  readonly port: number | undefined
  readonly host?: string
  readonly block?: [ipaddr.IPv4 | ipaddr.IPv6, number]
}

const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*$/

/**
 * Reads an allow-list: entries separated by commas or spaces, each a host name, an IP address or a block of addresses, with or
 * without a port.
 *
 * @example
 * parseAllowList('nas.lan:8096, 192.168.1.20, 10.0.0.0/8, [fd00::5]:8096, fd00::/8')
 * @throws TypeError naming the invalid entry
 */
export function parseAllowList(text: string): AllowList {
  const entries = text
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .map(parseEntry)
  return {
    hasHost: (host, port) => entries.some((entry) => entry.host === bareHost(host) && isPortOf(entry, port)),
    hasAddress: (address, port) => {
      const parsed = ipaddr.process(address)
      return entries.some(
        (entry) => entry.block !== undefined && isPortOf(entry, port) && isIn(parsed, entry.block),
      )
    },
  }
}

function isPortOf(entry: Entry, port: number): boolean {
  return entry.port === undefined || entry.port === port
}

function isIn(
  address: ipaddr.IPv4 | ipaddr.IPv6,
  [network, bits]: [ipaddr.IPv4 | ipaddr.IPv6, number],
): boolean {
  return address.kind() === network.kind() && address.match(network, bits)
}

function parseEntry(entry: string): Entry {
  if (entry.includes('/')) return { block: parseBlock(entry), port: undefined }
  const { host, port } = splitPort(entry)
  if (ipaddr.isValid(host) && !isShortV4(host)) {
    const address = ipaddr.process(host)
    return { block: [address, address.kind() === 'ipv4' ? 32 : 128], port }
  }
  const name = bareHost(host)
  // A name whose last label is a number would be read as an IPv4 address by URL.
  if (!HOST.test(name) || /(^|\.)(0x[0-9a-f]*|\d+)$/.test(name)) throw unreadable(entry)
  return { host: name, port }
}

function parseBlock(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (!ipaddr.isValidCIDR(entry) || isShortV4(entry.split('/')[0] ?? '')) throw unreadable(entry)
  return ipaddr.parseCIDR(entry)
}

/** `10.1` is an address to some libraries, but probably a typing error. */
function isShortV4(host: string): boolean {
  return !host.includes(':') && !/^\d{1,3}(\.\d{1,3}){3}$/.test(host)
}

function splitPort(entry: string): { host: string; port: number | undefined } {
  const match = /^(?:\[(?<six>[^\]]+)\]|(?<name>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(entry)
  if (match?.groups === undefined) return { host: entry, port: undefined }
  const { six, name, port } = match.groups
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535)) throw unreadable(entry)
  if (six !== undefined && !ipaddr.IPv6.isValid(six)) throw unreadable(entry)
  return { host: six ?? name ?? entry, port: port === undefined ? undefined : Number(port) }
}

/** Lower case, without the dot that ends a fully qualified name. */
function bareHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '')
}

function unreadable(entry: string): TypeError {
  return new TypeError(
    `"${entry}" is not a host name, IP address or CIDR block. Examples: nas.lan:8096, 192.168.1.20, 10.0.0.0/8, [fd00::5]:8096.`,
  )
}
