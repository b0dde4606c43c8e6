import type { SimulatorRoute } from '@tributary/provider-simulator'

const API = 'https://api.example-service.example/v1'

export const accountRoutes: readonly SimulatorRoute[] = [
  { url: `${API}/me`, handle: ({ account }) => ({ body: { id: account.id, name: account.name } }) },
  {
    method: 'POST',
    url: `${API}/sign-in`,
    handle: ({ body }) => ({ body: { token: (body as { readonly password: string }).password } }),
  },
]
