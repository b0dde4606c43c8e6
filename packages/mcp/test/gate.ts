import type { Plugin } from '@tributary/core'
import { Type } from 'typebox'

/** As many requests as the kernel answers of one person at once. */
export const AT_ONCE = 16
/** Far longer than the requests need to arrive. */
const PATIENCE_MILLISECONDS = 3_000

/** `GET /api/gate`: answers when as many requests as may be have come to it together, with how many they were. */
export function gate(): Plugin {
  const waiting: (() => void)[] = []
  return {
    name: 'gate',
    version: '1.0.0',
    configureRoutes: () => ({
      routes: (app) => {
        const response = { 200: Type.Object({ together: Type.Integer() }) }
        app.get('/', { schema: { summary: 'Wait for others', response } }, async () => {
          await new Promise<void>((resolve) => {
            waiting.push(resolve)
            if (waiting.length === AT_ONCE) for (const each of waiting) each()
            setTimeout(resolve, PATIENCE_MILLISECONDS).unref()
          })
          return { together: waiting.length }
        })
      },
    }),
  }
}
