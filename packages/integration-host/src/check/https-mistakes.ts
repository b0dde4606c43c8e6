/** What is wrong with an address of a definition. Loopback may do without https: a test's server has no certificate. */
export function* httpsMistakes(label: string, url: string | undefined): Generator<string> {
  if (url === undefined) return
  const { protocol, hostname } = (typeof url === 'string' ? URL.parse(url) : null) ?? {}
  const isLoopback = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname ?? '')
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback)) return
  yield `${label} names "${url}": write an absolute https address`
}
