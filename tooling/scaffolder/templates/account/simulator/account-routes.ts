import type { SimulatorRoute } from '@tributary/provider-simulator'

export const accountRoutes: readonly SimulatorRoute[] = [
  {
    url: 'https://api.example-service.example/v1/me',
    handle: ({ account }) => ({ body: { id: account.id, name: account.name } }),
  },
]
