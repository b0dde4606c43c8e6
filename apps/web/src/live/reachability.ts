type Listener = () => void

const listeners = new Set<Listener>()

/** Tells that a request found no server. */
export function reportUnreachable(): void {
  for (const listener of listeners) listener()
}

/** Calls back whenever a request finds no server; the result ends that. */
export function onUnreachable(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
