/**
 * Refuses an address of a definition that is not https. Loopback is allowed: servers of a test and on the same machine have no certificate.
 *
 * @throws TypeError that names the address
 */
export function requireHttps(label: string, url: string | undefined): void {
  if (url === undefined) return
  const { protocol, hostname } = URL.parse(url) ?? {}
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname ?? '')
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) return
  throw new TypeError(`${label} names "${url}": write an absolute https address`)
}
