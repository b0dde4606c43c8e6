import type { ServerResponse } from 'node:http'

/** In the response itself: the entries of a map of many responses cost each collection of garbage. */
const CALLBACKS = Symbol('callbacks')

type Watched = ServerResponse & { [CALLBACKS]?: (() => void)[] }

/**
 * Calls back when a response is complete or its connection is gone: both emit `close`. All callbacks of one response
 * share one listener, since Node reports more than ten as a leak.
 */
export function onClosed(raw: Watched, callback: () => void): void {
  if (raw.destroyed) return callback()
  const known = raw[CALLBACKS]
  if (known !== undefined) return void known.push(callback)
  const own = [callback]
  raw[CALLBACKS] = own
  raw.once('close', () => {
    for (const each of own) each()
  })
}
