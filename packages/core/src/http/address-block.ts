import ipaddr from 'ipaddr.js'

/** The prefix that one subscriber gets: a sender may use any address in it. */
const IPV6_PREFIX_GROUPS = 4

/**
 * Identifies the sender behind an address: the IPv4 address itself, or the /64 prefix of an IPv6 address.
 *
 * @example
 * addressBlock('2001:db8:1:2:3:4:5:6') // '2001:db8:1:2'
 */
export function addressBlock(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString()
  return parsed.parts
    .slice(0, IPV6_PREFIX_GROUPS)
    .map((group) => group.toString(16))
    .join(':')
}
