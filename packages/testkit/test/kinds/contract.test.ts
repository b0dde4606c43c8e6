import { testIntegration } from '../../src/index.ts'
import { byDevice, byHeader, byQuery, bySession, startKeyed, startWithDevices } from './every-kind.ts'

testIntegration(byHeader, {
  credentials: {
    provider: () => startKeyed(({ headers }) => headers['x-api-key']),
    enter: (apiKey) => ({ apiKey }),
  },
})

testIntegration(byQuery, {
  credentials: {
    provider: () => startKeyed(({ query }) => query.get('key') ?? undefined),
    enter: (apiKey) => ({ apiKey }),
  },
})

testIntegration(bySession, {
  credentials: {
    provider: () =>
      startKeyed(
        ({ headers, body }) =>
          /sid=(.+)/.exec(headers['cookie'] ?? '')?.[1] ??
          (body as { password?: string } | undefined)?.password,
      ),
    enter: (password) => ({ password }),
  },
})

testIntegration(byDevice, { provider: startWithDevices })
