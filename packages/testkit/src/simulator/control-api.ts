import type { ConsentMode } from './consent.ts'
import { bodyOf, type Exchange } from './exchange.ts'
import type { Fault } from './fault.ts'
import type { SimulatorClient } from './provider-profile.ts'
import type { SimulatorControls } from './simulator-controls.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** What a provider's own simulator can be told besides: `POST /_control/<name>` calls it with the JSON body. */
export type SimulatorActions = Readonly<Record<string, (body: ControlBody) => unknown>>

export type ControlBody = Readonly<Record<string, unknown>>

type Action = (controls: SimulatorControls, body: ControlBody) => unknown

// The operator of a simulator is trusted: what is wrong with a body shows in what it does.
const ACTIONS: Readonly<Record<string, Action>> = {
  'GET ': (controls) => ({
    now: new Date(controls.clock.now()).toISOString(),
    accounts: controls.accounts(),
    faults: controls.faults(),
    tokenCalls: controls.tokenCalls(),
    requests: controls.requestCounts(),
  }),
  'POST clock': ({ clock }, { time, advanceSeconds }) => {
    if (typeof time === 'string') clock.set(new Date(time))
    if (typeof advanceSeconds === 'number') clock.advance(advanceSeconds)
    return { now: new Date(clock.now()).toISOString() }
  },
  'POST faults': (controls, body) => controls.inject(body as unknown as Fault),
  'DELETE faults': (controls) => controls.clearFaults(),
  'POST consent': (controls, { mode }) => controls.setConsent(mode as ConsentMode),
  'POST switches': (controls, body) => controls.change(body),
  'POST clients': (controls, body) => controls.registerClient(body as unknown as SimulatorClient),
  'POST expire-access-tokens': (controls) => controls.expireAccessTokens(),
  'POST revoke-consent': (controls, { account }) => controls.revokeConsent(textOf(account)),
  'POST drop-scope': (controls, { scope, account }) => controls.dropScope(String(scope), textOf(account)),
  'GET log': (controls) => controls.requests(),
  'DELETE log': (controls) => controls.clearLog(),
}

/** `/_control/…`: the controls by HTTP. */
export function control(
  exchange: Exchange,
  { controls, actions }: { controls: SimulatorControls; actions: SimulatorActions },
): SimulatorReply {
  const name = exchange.url.pathname.replace(/^\/_control\/?/, '')
  const own = exchange.method === 'POST' && Object.hasOwn(actions, name) ? actions[name] : undefined
  const key = `${exchange.method} ${name}`
  const action: Action | undefined =
    own === undefined ? (Object.hasOwn(ACTIONS, key) ? ACTIONS[key] : undefined) : (_, body) => own(body)
  if (action === undefined) {
    const known = [...Object.keys(ACTIONS), ...Object.keys(actions).map((each) => `POST ${each}`)]
    return { status: 404, body: { error: `There is no control "${key}".`, known } }
  }
  const body = exchange.text === '' ? {} : bodyOf(exchange)
  if (typeof body !== 'object' || body === null)
    return { status: 400, body: { error: 'Send JSON, with content-type: application/json.' } }
  try {
    return { body: action(controls, body as ControlBody) ?? { done: true } }
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
