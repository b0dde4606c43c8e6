import type { ServerResponse } from 'node:http'

const callbacks = new WeakMap<ServerResponse, (() => void)[]>()

/**
 * Calls back when a response is complete or its connection is gone: both emit `close`. All callbacks of one response
 * share one listener, since Node reports more than ten as a leak.
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
