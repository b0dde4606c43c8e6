import { isProblemError } from '@tributary/core'

const WARN = 40
const PROBE = /^\/health(?:\/\w+)?$/

/**
 * Whether a line is logged above level `debug`. Left out are: that a request has come, since its end says all of that; answered probes, since
 * a check that begins or ceases to fail has a line of its own; and what fails by something that its source logs once.
 */
export function isWorthALine(parameters: readonly unknown[], level: number): boolean {
  const [data, message] = parameters
  if (message === 'incoming request') return false
  if (message === 'request completed') return !isProbe(data)
  return level > WARN || !isLogged(data)
}

function isLogged(data: unknown): boolean {
  return isObject(data) && isProblemError(data['err']) && data['err'].logged
}

function isProbe(data: unknown): boolean {
  if (!isObject(data) || !isObject(data['res'])) return false
  const { request } = data['res']
  if (!isObject(request) || typeof request['url'] !== 'string') return false
  return PROBE.test(request['url'].split('?')[0] ?? '')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
