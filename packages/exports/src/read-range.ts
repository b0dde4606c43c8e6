import type { ByteRange } from './read-object.ts'

/**
 * The range that a request asks for, of RFC 9110, section 14. `undefined`: all of it, also for several ranges and what cannot be read, as the
 * RFC permits. `unsatisfiable`: it begins after the end.
 *
 * @example
 * readRange('bytes=100-', 1000) // { start: 100, end: 1000 }
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size }
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < start) return undefined
  return start >= size ? 'unsatisfiable' : { start, end }
}
