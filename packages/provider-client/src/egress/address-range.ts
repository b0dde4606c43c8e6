import ipaddr from 'ipaddr.js'

/** Where an IPv6-only network reaches IPv4 hosts (RFC 6052): the IPv4 address is in the last 32 bits. */
const NAT64 = ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number]
/**
 * The ranges that IANA has assigned to the public internet. The rest of IPv6 is reserved or local (RFC 4291, section
 * 2.4).
 */
const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]
/** A public address that is served by the host of the virtual machine: Azure's wire server. */
const HOST_SERVICES = ['168.63.129.16']

/**
 * The range of an IP address: `public` for addresses reachable on the internet, otherwise a name such as `loopback`,
 * `private`, `linkLocal`. IPv4 inside of IPv6 (mapped, NAT64) is judged as IPv4; other embeddings are never public.
 *
 * @param address without brackets: `10.0.0.1`, `fd00::1`
 * @throws TypeError for an invalid IP address
 */
export function addressRange(address: string): string {
  if (!ipaddr.isValid(address)) throw new TypeError(`"${address}" is not an IP address`)
  const parsed = ipaddr.parse(address)
  if (parsed instanceof ipaddr.IPv4) return rangeOfV4(parsed)
  if (parsed.isIPv4MappedAddress()) return rangeOfV4(parsed.toIPv4Address())
  if (parsed.match(NAT64)) return rangeOfV4(new ipaddr.IPv4(parsed.toByteArray().slice(-4)))
  const range = parsed.range()
  if (range !== 'unicast') return range
  return parsed.match(GLOBAL_UNICAST) ? 'public' : 'reserved'
}

function rangeOfV4(address: ipaddr.IPv4): string {
  if (HOST_SERVICES.includes(address.toString())) return 'hostService'
  const range = address.range()
  return range === 'unicast' ? 'public' : range
}
