import { TextDecoder } from 'node:util'

/**
 * The decoder for text that begins so: UTF-8, as Spotify writes it, or what a byte order mark says. Editors on Windows save
 * either, the latter as "Unicode". It drops the mark and throws a `TypeError` for bytes that are no such text.
 */
export function textDecoderFor(start: Uint8Array): TextDecoder {
  const [first, second] = start
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { fatal: true })
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be', { fatal: true })
  return new TextDecoder('utf-8', { fatal: true })
}
