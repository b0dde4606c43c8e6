import type { APIRequestContext } from 'playwright-core'

/**
 * Every address that the router knows, and what it needs. A test fails where one is missing. Of a server that is set up, the page of the
 * first run leads elsewhere: the tests of the first run open it.
 */
const PATTERNS = {
  '/setup': 'first run',
  '/sign-in': 'stranger',
  '/': 'person',
  '/integrations': 'person',
  '/integrations/$integration': 'person',
  '/imports': 'person',
  '/imports/$importId': 'data',
  '/connections/$connectionId': 'data',
  '/charts': 'person',
  '/charts/templates': 'person',
  '/charts/templates/new': 'person',
  '/charts/templates/$id': 'data',
  '/charts/templates/$id/edit': 'data',
  '/library': 'person',
  '/library/$id': 'data',
  '/library/statistics': 'person',
  '/library/enrichment': 'person',
  '/jobs': 'person',
  '/jobs/$jobId': 'data',
  '/notifications': 'person',
  '/me': 'person',
  '/me/security': 'person',
  '/me/keys': 'person',
  '/me/notifications': 'person',
  '/me/notifications/$channelId': 'data',
  '/me/rules': 'person',
  '/me/webhooks': 'person',
  '/me/webhooks/$endpointId': 'data',
  '/me/data': 'person',
  '/developers': 'person',
  '/administration': 'person',
  '/administration/plugins': 'person',
  '/administration/plugins/$plugin': 'person',
  '/administration/services': 'person',
  '/administration/settings': 'person',
  '/administration/settings/$plugin': 'person',
  '/administration/instances': 'person',
  '/administration/instances/new': 'person',
  '/administration/instances/$instanceId': 'data',
  '/administration/enrichment': 'person',
  '/administration/health': 'person',
  '/administration/health/$type/$id': 'data',
  '/administration/users': 'person',
  '/administration/secrets': 'person',
  '/administration/audit': 'person',
  '/administration/system': 'person',
} as const satisfies Readonly<Record<string, 'first run' | 'stranger' | 'person' | 'data'>>

type Pattern = keyof typeof PATTERNS

export const KNOWN_PATTERNS: readonly string[] = Object.keys(PATTERNS)

/** An address of the page, and the pattern of the router that it belongs to. */
export interface Place {
  readonly pattern: Pattern
  readonly address: string
  /** Whether it is opened without a session. */
  readonly isOfStranger: boolean
}

/** All places where there is data; of an account without any, those that exist all the same. */
export async function placesOf(
  request: APIRequestContext,
  has: 'data' | 'nothing',
): Promise<readonly Place[]> {
  const ids = has === 'data' ? await idsOf(request) : {}
  const wanted = Object.entries(PATTERNS).filter(
    ([, needs]) => needs !== 'first run' && (has === 'data' || needs !== 'data'),
  )
  return wanted.map(([pattern, needs]) => ({
    pattern: pattern as Pattern,
    address: addressOf(pattern as Pattern, ids),
    isOfStranger: needs === 'stranger',
  }))
}

/** By pattern: two of them have a parameter `$id` of different things. */
type Ids = Partial<Record<Pattern, Readonly<Record<string, string>>>>

const OF_EVERYONE: Ids = {
  '/integrations/$integration': { integration: 'netflix' },
  '/administration/plugins/$plugin': { plugin: 'fitbit' },
  '/administration/settings/$plugin': { plugin: 'fitbit' },
}

async function idsOf(request: APIRequestContext): Promise<Ids> {
  const first = async (path: string) => {
    const answer = await request.get(path)
    const { items } = (await answer.json()) as { readonly items?: readonly { readonly id: string }[] }
    const id = items?.[0]?.id
    if (id === undefined) throw new Error(`${path} has nothing to show: ${await answer.text()}`)
    return id
  }
  const connectionId = await first('/api/connections')
  const template = { id: await first('/api/metrics/templates') }
  const instanceId = await first('/api/admin/plugins/instances')
  return {
    '/imports/$importId': { importId: await first('/api/imports') },
    '/connections/$connectionId': { connectionId },
    '/charts/templates/$id': template,
    '/charts/templates/$id/edit': template,
    '/library/$id': { id: await first('/api/library/items') },
    '/jobs/$jobId': { jobId: await first('/api/jobs') },
    '/me/notifications/$channelId': { channelId: await first('/api/notifications/delivery/channels') },
    '/me/webhooks/$endpointId': { endpointId: await first('/api/webhooks/endpoints') },
    '/administration/instances/$instanceId': { instanceId },
    '/administration/health/$type/$id': { type: 'instance', id: instanceId },
  }
}

/** Without it, the page leads elsewhere. */
const SEARCH: Partial<Record<Pattern, string>> = {
  '/administration/instances/new': '?plugin=courier&kind=notification',
}

function addressOf(pattern: Pattern, ids: Ids): string {
  const values = { ...OF_EVERYONE, ...ids }[pattern]
  const path = pattern.replaceAll(/\$(\w+)/g, (_, name: string) => {
    const value = values?.[name]
    if (value === undefined) throw new Error(`nothing stands for $${name} of ${pattern}`)
    return encodeURIComponent(value)
  })
  return `${path}${SEARCH[pattern] ?? ''}`
}
