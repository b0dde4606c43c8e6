import type { ServerResponse } from 'node:http'

const callbacks = new WeakMap<ServerResponse, (() => void)[]>()

/**
 * Calls back when an answer is complete or its connection has gone: both close it. However many ask of one answer, it has one listener,
 * since Node takes more than ten for a leak.
 */
export function onClosed(raw: ServerResponse, callback: () => void): void {
  if (raw.destroyed) return callback()
  const known = callbacks.get(raw)
  if (known !== undefined) return void known.push(callback)
  const own = [callback]
  callbacks.set(raw, own)
  raw.once('close', () => {
    for (const each of own) each()
  })
}
