import { demoPlugin } from '../src/index.ts'

export const plugin = demoPlugin({
  sources: {
    // The integrations that have a `simulator/demo.ts`.
    names: () => ['netflix'],
    load: async () => ({ createFiles: async () => [] }),
  },
})
