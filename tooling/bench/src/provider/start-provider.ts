import { type Child, startChild, stopChild } from '../child.ts'

/** The provider in a separate process. */
export interface Provider {
  readonly url: string
  /** Sets the number of plays. */
  grow(plays: number): void
  stop(): Promise<void>
}

export async function startProvider(plays: number): Promise<Provider> {
  const child: Child = await startChild(new URL('./serve-plays.ts', import.meta.url), [String(plays)])
  return {
    url: `http://127.0.0.1:${Number(child.message)}`,
    grow: (count) => void child.process.send(count),
    stop: () => stopChild(child),
  }
}
