import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { authorize } from './authorize-endpoint.ts'
import { control, type SimulatorActions } from './control-api.ts'
import { answerData, type DataAnswer, type DataServer } from './data-endpoint.ts'
import { authorizeDevice } from './device-authorization-endpoint.ts'
import { bodyOf, type Exchange, formOf, readExchange } from './exchange.ts'
import { type Fault, type FaultPlan, statusReply } from './fault.ts'
import type { ProviderProfile } from './provider-profile.ts'
import type { RequestLog } from './request-log.ts'
import { revoke } from './revocation-endpoint.ts'
import { sendReply } from './send-reply.ts'
import type { SimulatorControls } from './simulator-controls.ts'
import type { DataFault, SimulatorReply } from './simulator-route.ts'
import { token } from './token-endpoint.ts'

/** The inputs of a response. */
export interface Handling {
  readonly data: DataServer
  readonly faults: FaultPlan
  readonly log: RequestLog
  readonly controls: SimulatorControls
  readonly actions: SimulatorActions
  readonly stopped: AbortController
}

/** Answers one request: to the controls, the authorization server or the API, broken if a fault is due. */
export async function handleRequest(
  handling: Handling,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const here = new URL(request.url ?? '/', 'http://simulator')
  // It listens only on the loopback interface; other host names that resolve to it are refused too (DNS rebinding).
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? ''))
    return sendReply(response, { status: 421, body: { error: 'Ask by a loopback address.' } }, undefined)
  if (here.pathname.startsWith('/_control')) {
    const exchange = await readExchange(request, here)
    return sendReply(response, control(exchange, handling), undefined)
  }
  const [, host = '', path = ''] = /^\/([^/]+)(\/.*)?$/.exec(here.pathname) ?? []
  if (!URL.canParse(`https://${host}`))
    return sendReply(response, { status: 404, body: { error: 'The path begins with a host.' } }, undefined)
  const exchange = await readExchange(request, new URL(`https://${host}${path}${here.search}`))
  await answer(handling, exchange, response)
}

async function answer(handling: Handling, exchange: Exchange, response: ServerResponse): Promise<void> {
  const { reply, fault } = await replyToExchange(handling, exchange)
  sendReply(response, reply, fault)
}

/** The reply to a request of the provider's authorization server or API, and the fault that is to break it. */
export async function replyToExchange(
  handling: Handling,
  exchange: Exchange,
): Promise<{ readonly reply: SimulatorReply; readonly fault: Fault | undefined }> {
  const { faults, log, data, stopped } = handling
  const path = `${exchange.url.host}${exchange.url.pathname}`
  const fault = faults.take(path)
  const at = new Date(data.clock.now()).toISOString()
  const { reply, account } = await replyTo(handling, exchange, fault)
  log.add({
    at,
    method: exchange.method,
    path,
    query: Object.fromEntries(exchange.url.searchParams),
    headers: exchange.headers,
    body: bodyOf(exchange),
    ...(fault?.kind === 'cut' ? {} : { status: reply.status ?? 200 }),
    reply: reply.body,
    ...(account === undefined ? {} : { account }),
    ...(fault === undefined ? {} : { fault: fault.kind }),
  })
  if (fault?.kind === 'slow')
    await sleep(fault.milliseconds ?? 1000, undefined, { signal: stopped.signal }).catch(() => {})
  return { reply, fault }
}

const DATA_FAULTS: ReadonlySet<string> = new Set<DataFault>(['empty-page', 'duplicates'])

async function replyTo(
  { data }: Handling,
  exchange: Exchange,
  fault: Fault | undefined,
): Promise<DataAnswer> {
  const server = data.authorizationServer
  const { profile, switches } = server
  if (switches.retired === true) return { reply: { status: 410, body: { error: 'Gone' } } }
  if (fault?.kind === 'status') return { reply: statusReply(fault, data.clock.now()) }
  const endpoint = oauthReply(server, exchange, profile)
  if (endpoint !== undefined) return { reply: endpoint }
  const dataFault = DATA_FAULTS.has(fault?.kind ?? '') ? (fault?.kind as DataFault) : undefined
  return answerData(data, exchange, dataFault)
}

function oauthReply(
  server: DataServer['authorizationServer'],
  exchange: Exchange,
  profile: ProviderProfile,
): SimulatorReply | undefined {
  const isAt = (address: string | undefined) => {
    if (address === undefined) return false
    const { host, pathname } = new URL(address)
    return host === exchange.url.host && pathname === exchange.url.pathname
  }
  if (isAt(profile.authorizationUrl)) {
    const parameters =
      exchange.method === 'POST' ? new URLSearchParams(formOf(exchange.text)) : exchange.url.searchParams
    return authorize(server, parameters)
  }
  if (isAt(profile.deviceAuthorizationUrl)) return authorizeDevice(server, exchange)
  if (isAt(profile.tokenUrl)) return token(server, exchange)
  const { revocation } = profile
  return revocation !== undefined && isAt(revocation.url) ? revoke(server, revocation, exchange) : undefined
}
