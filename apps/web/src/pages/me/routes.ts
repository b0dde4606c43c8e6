import { createRoute } from '@tanstack/react-router'
import { loadPageMessages } from '../../i18n/messages.ts'
import { failureCode } from '../../router/failure-code.ts'
import { lazyPage } from '../../router/lazy-page.ts'
import { shellRoute } from '../../router/shell-route.tsx'

const meRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/me',
  component: lazyPage('me', async () => (await import('./me-frame.tsx')).MeFrame),
})

const profileRoute = createRoute({
  getParentRoute: () => meRoute,
  path: '/',
  component: lazyPage('me', async () => (await import('./profile/profile-page.tsx')).ProfilePage),
})

const securityRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'security',
  component: lazyPage('me', async () => (await import('./security/security-page.tsx')).SecurityPage),
  validateSearch: (search): { failed?: string } => {
    const failed = failureCode(search['failed'])
    return failed === undefined ? {} : { failed }
  },
})

const keysRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'keys',
  component: lazyPage('me', async () => (await import('./keys/keys-page.tsx')).KeysPage),
})

const channelsRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'notifications',
  component: lazyPage('me', async () => (await import('./channels/channels-page.tsx')).ChannelsPage),
})

const channelRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'notifications/$channelId',
  component: lazyPage('me', async () => (await import('./channels/channel-page.tsx')).ChannelPage),
})

const rulesRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'rules',
  component: lazyPage('me', async () => {
    // The words of notifications, and the names of the kinds of media.
    await Promise.all(['notifications', 'library'].map((folder) => loadPageMessages(folder)))
    return (await import('./rules/rules-page.tsx')).RulesPage
  }),
})

const webhooksRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'webhooks',
  component: lazyPage('me', async () => (await import('./webhooks/webhooks-page.tsx')).WebhooksPage),
})

const endpointRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'webhooks/$endpointId',
  component: lazyPage('me', async () => (await import('./webhooks/endpoint-page.tsx')).EndpointPage),
})

const dataRoute = createRoute({
  getParentRoute: () => meRoute,
  path: 'data',
  component: lazyPage('me', async () => (await import('./data/data-page.tsx')).DataPage),
})

const children = [
  profileRoute,
  securityRoute,
  keysRoute,
  channelsRoute,
  channelRoute,
  rulesRoute,
  webhooksRoute,
  endpointRoute,
  dataRoute,
] as const

export const meRoutes = [meRoute.addChildren(children)] as const
