import type { Plugin } from '@tributary/core'
import { Type } from 'typebox'

/** As many requests as the kernel answers of one person at once. */
export const AT_ONCE = 16
/** Far longer than the requests need to arrive. */
const PATIENCE_MILLISECONDS = 3_000

export interface Gate {
  readonly plugin: Plugin
  /** Requests that wait and whose client is there. */
  waiting(): number
}

/** `GET /api/gate`: answers when as many requests as may be wait together, with how many they were. `/shut` waits for its client to go. */
export function gate(): Gate {
  const waiting = new Set<() => void>()
  const schema = { summary: 'Wait', response: { 200: Type.Object({ together: Type.Integer() }) } }
  const plugin: Plugin = {
    name: 'gate',
    version: '1.0.0',
    configureRoutes: () => ({
      routes: (app) => {
        app.get('/', { schema }, async () => {
          await new Promise<void>((resolve) => {
            waiting.add(resolve)
            if (waiting.size === AT_ONCE) for (const each of waiting) each()
            setTimeout(resolve, PATIENCE_MILLISECONDS).unref()
          })
          return { together: waiting.size }
        })
        app.get('/shut', { schema }, async (request) => {
          await new Promise<void>((resolve) => {
            waiting.add(resolve)
            request.raw.once('close', () => {
              waiting.delete(resolve)
              resolve()
            })
          })
          return { together: 0 }
        })
      },
    }),
  }
  return { plugin, waiting: () => waiting.size }
}
