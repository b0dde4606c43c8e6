import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as sdk from '../src/generated/sdk.gen.ts'
import { isTributaryProblem } from '../src/index.ts'
import { accountsCalls } from './operations/accounts-calls.ts'
import { channelCalls } from './operations/channel-calls.ts'
import {
  connectionCalls,
  credentialsCalls,
  disconnectCalls,
  oauthCalls,
} from './operations/connection-calls.ts'
import { demoCalls } from './operations/demo-calls.ts'
import { enrichmentCalls } from './operations/enrichment-calls.ts'
import { exportsCalls } from './operations/exports-calls.ts'
import { feedCalls } from './operations/feed-calls.ts'
import { filesCalls } from './operations/files-calls.ts'
import { metricsCalls } from './operations/metrics-calls.ts'
import { notificationCalls } from './operations/notification-calls.ts'
import { platformCalls } from './operations/platform-calls.ts'
import { pluginsCalls } from './operations/plugins-calls.ts'
import { rulesCalls } from './operations/rules-calls.ts'
import { signInCalls } from './operations/sign-in-calls.ts'
import { webhooksCalls } from './operations/webhooks-calls.ts'
import { type OperationId, startWorld, stopWorld, type World } from './operations/world.ts'

/** Operations that cannot succeed here, and the problem that they answer with. */
const REFUSED: Partial<Record<OperationId, string>> = {
  // No plugin of this server fails to start.
  kernelRetryPlugin: 'KERNEL_NOT_RETRYABLE',
  // No plugin of this server loads choices.
  settingsLoadChoices: 'SETTINGS_UNKNOWN_FIELD',
  pluginsReceiveInstanceWebhook: 'INSTANCES_NOT_VERIFIED',
  pluginsCompleteInstanceWebhook: 'INSTANCES_NOT_VERIFIED',
}

const operationIds = Object.keys(sdk) as OperationId[]

/**
 * Whether an operation is that of an integration which is called nowhere here, and `fitbit` or `netflix` have it as well: all come from one
 * host, so adding an integration changes no test but its own.
 */
function isLikeAnother(id: string, called: ReadonlySet<string>): boolean {
  const at = SUFFIXES.map((suffix) => (id.endsWith(suffix) ? id.length - suffix.length : 0)).find(Boolean)
  const prefix = id.slice(0, at ?? 0)
  return prefix !== '' && ![...called].some((other) => other.startsWith(prefix))
}

/** `ConnectAccount`, `ImportFile`: what follows the name of an integration. */
const SUFFIXES = operationIds.flatMap((id) => /^(?:fitbit|netflix)(\w+)$/.exec(id)?.slice(1) ?? [])

function callsOf(world: World) {
  const accounts = accountsCalls(world)
  const { accountsSignOut, ...feed } = feedCalls(world)
  const channels = channelCalls(world)
  return {
    ...accounts,
    ...platformCalls(world),
    ...pluginsCalls(world),
    ...signInCalls(world),
    ...oauthCalls('fitbit', world),
    ...oauthCalls('oura', world),
    ...oauthCalls('spotify', world),
    ...oauthCalls('youtube', world),
    ...credentialsCalls(world),
    ...connectionCalls('fitbit', world),
    ...connectionCalls('oura', world),
    ...connectionCalls('spotify', world),
    ...connectionCalls('youtube', world),
    ...connectionCalls('lastfm', world),
    ...connectionCalls('listenbrainz', world),
    ...filesCalls(world),
    ...metricsCalls(world),
    ...enrichmentCalls(world),
    ...exportsCalls(world),
    ...notificationCalls(world),
    ...webhooksCalls(world),
    ...demoCalls(world),
    ...channels.before,
    ...rulesCalls(world),
    ...feed,
    ...channels.after,
    ...disconnectCalls('fitbit', world),
    ...disconnectCalls('oura', world),
    ...disconnectCalls('spotify', world),
    ...disconnectCalls('youtube', world),
    ...disconnectCalls('lastfm', world),
    ...disconnectCalls('listenbrainz', world),
    accountsSignOut,
  } satisfies Partial<Record<OperationId, () => Promise<unknown>>>
}

describe('each operation by the client', () => {
  let world: World
  let calls: ReturnType<typeof callsOf>
  beforeAll(async () => {
    world = await startWorld()
    calls = callsOf(world)
  })
  afterAll(async () => stopWorld(world))

  test('the client has the operations of the document of the running server, and no others', () => {
    expect(operationIds.toSorted()).toEqual(world.check.operationIds.toSorted())
    const called = new Set(Object.keys(calls))
    const missing = operationIds.filter((id) => !called.has(id) && !isLikeAnother(id, called))
    expect(missing).toEqual([])
  })

  // One after the other, in the order of the table: many need what those before have made.
  test('answers as documented', async () => {
    for (const [id, call] of Object.entries(calls)) {
      const failure = await call().then(
        () => undefined,
        (error: unknown) => error,
      )
      const refusal = REFUSED[id as OperationId]
      if (refusal === undefined) expect.soft(describeFailure(failure), id).toBe('')
      else expect.soft(failure, id).toMatchObject({ code: refusal })
    }
  }, 300_000)

  test('has succeeded at least once, unless the table says why not', () => {
    const succeeded = (id: OperationId) => [...(world.calls.get(id) ?? [])].some((status) => status < 400)
    const refused = Object.keys(calls).filter((id) => !succeeded(id as OperationId))
    expect(refused.toSorted()).toEqual(Object.keys(REFUSED).toSorted())
  })
})

function describeFailure(failure: unknown): string {
  if (failure === undefined) return ''
  return isTributaryProblem(failure) ? JSON.stringify(failure.problem) : String((failure as Error).stack)
}
