import { problemOf } from './describe-error.ts'

const WARN = 40
const PROBE = /^\/health(?:\/\w+)?$/

/**
 * Whether a line is logged above level `debug`. Excluded are the arrival of a request, since its end repeats everything;
 * answered probes, since a check logs when it starts or stops failing; and failures that their source logs once.
 */
export function isWorthALine(parameters: readonly unknown[], level: number): boolean {
  const [data, message] = parameters
  if (message === 'incoming request') return false
  if (message === 'request completed') return !isProbe(data)
  return level > WARN || !isLogged(data)
}

function isLogged(data: unknown): boolean {
  return isObject(data) && problemOf(data['err'])?.logged === true
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
