import type { ProviderInstance } from '@tributary/integration-host'
import { type Static, Type } from 'typebox'
import type { IdentityRow } from './tables.ts'

export const EXAMPLE_SERVICE_ID = '0198c7e2-1b2c-7000-8000-5d2f6a9c1e44'
export const EXAMPLE_IDENTITY_ID = '0198c7e2-1b2c-7000-8000-5d2f6a9c1e45'

/** A service by which people sign in, as everybody sees it. */
export const Service = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    plugin: Type.String({ description: 'The plugin that speaks to the service.' }),
    name: Type.String({ description: 'As an administrator calls it.' }),
    icon: Type.Union([Type.String(), Type.Null()], { description: 'Of the plugin, as a `data:` URI.' }),
    redirectUri: Type.String({
      format: 'uri',
      description: 'The redirect URI that has to be registered at the service.',
    }),
  },
  {
    title: 'SignInService',
    description: 'A service by which people can sign in.',
    examples: [
      {
        id: EXAMPLE_SERVICE_ID,
        plugin: 'oidc',
        name: 'Home',
        icon: null,
        redirectUri: `https://data.example.org/api/sign-in/services/${EXAMPLE_SERVICE_ID}/callback`,
      },
    ],
  },
)

/** A linked identity, as its owner sees it. */
export const Identity = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    serviceId: Type.String({ format: 'uuid' }),
    serviceName: Type.Union([Type.String(), Type.Null()], {
      description: 'Null if the service was deleted.',
    }),
    usable: Type.Boolean({ description: 'Whether the service is enabled, so that it signs in.' }),
    issuer: Type.String({ description: 'Who vouches for the identity.' }),
    name: Type.Union([Type.String(), Type.Null()], { description: 'As the service calls the person.' }),
    email: Type.Union([Type.String(), Type.Null()], {
      description: 'At the service. It is not compared with anything.',
    }),
    linkedAt: Type.String({ format: 'date-time' }),
    lastUsedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  },
  {
    title: 'LinkedIdentity',
    description: 'An identity at another service that signs in to this account.',
    examples: [
      {
        id: EXAMPLE_IDENTITY_ID,
        serviceId: EXAMPLE_SERVICE_ID,
        serviceName: 'Home',
        usable: true,
        issuer: 'https://login.example.org/realms/home',
        name: 'Ada',
        email: 'ada@example.org',
        linkedAt: '2026-11-28T12:00:00.000Z',
        lastUsedAt: null,
      },
    ],
  },
)

/** What is needed besides the row. */
export function viewService(
  { id, plugin, name }: ProviderInstance,
  { icon, redirectUri }: { readonly icon: string | null; readonly redirectUri: string },
): Static<typeof Service> {
  return { id, plugin, name, icon, redirectUri }
}

/** `services`: all that are configured, those that cannot be used among them. */
export function viewIdentity(
  row: IdentityRow,
  services: readonly ProviderInstance[],
): Static<typeof Identity> {
  const service = services.find(({ id }) => id === row.instance_id)
  return {
    id: row.id,
    serviceId: row.instance_id,
    serviceName: service?.name ?? null,
    usable: service?.state === 'active',
    issuer: row.issuer,
    name: row.name,
    email: row.email,
    linkedAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
  }
}
