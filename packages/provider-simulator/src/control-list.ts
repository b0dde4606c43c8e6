import type { ConsentMode } from './consent.ts'
import type { ControlBody } from './control-api.ts'
import type { Fault } from './fault.ts'
import type { ProviderSwitches, SimulatorClient } from './provider-profile.ts'
import type { SimulatorControls } from './simulator-controls.ts'

/** A control of a simulator by HTTP. */
export interface Control {
  readonly does: string
  /** The members of its JSON body with their meaning. Absent if the body is unknown. */
  readonly parameters?: Readonly<Record<string, string>>
  run(controls: SimulatorControls, body: ControlBody): unknown
}

const faultParameters = {
  kind: 'One of `faultKinds`.',
  path: 'The path with the host before it, * for anything: api.spotify.com/v1/*. Default *.',
  after: 'So many requests to the path are answered well before. Default 0.',
  times: 'How often. Default 1.',
  status: 'For `status`. Default 500.',
  retryAfter: 'For `status`, in seconds.',
  retryAfterForm: '"seconds" (default) or "date".',
  body: 'For `status`; JSON.',
  milliseconds: 'For `slow`, real time. Default 1000.',
} satisfies Readonly<Record<keyof Fault, string>>

const switchParameters = {
  clientAuthentication: 'List of "basic", "body", "none".',
  pkce: '"required", "optional" or "ignored".',
  rotation: 'Of refresh tokens: "none-returned", "same", "strict" or "grace".',
  graceSeconds: 'For "grace".',
  accessTokenSeconds: 'How long access tokens live.',
  codeSeconds: 'How long authorization codes live.',
  refreshTokenSeconds: 'How long refresh tokens live after consent.',
  scopeSeparator: '" " or ",".',
  issuer: 'Sent as `iss`.',
  omit: 'List of members left out of token replies: "token_type", "expires_in", "scope".',
  tokenStatus: 'Of a successful token reply.',
  retired: 'true: every request is answered with 410.',
} satisfies Readonly<Record<keyof ProviderSwitches, string>>

const clientParameters = {
  id: 'Replaces the client that has it.',
  secret: 'None for a public client.',
  redirectUris: 'List, compared character by character.',
} satisfies Readonly<Record<keyof SimulatorClient, string>>

const account = 'The id of an account. Default: the first.'

/**
 * The controls of every simulator, by method and name. The operator of a simulator is trusted: names are checked, because
 * a mistyped one would silently have no effect; an invalid value is visible in its effect.
 */
export const controlList: Readonly<Record<string, Control>> = {
  'GET ': {
    does: 'Tells how it stands, and all of this.',
    parameters: {},
    run: (controls) => ({
      now: new Date(controls.clock.now()).toISOString(),
      accounts: controls.accounts(),
      faults: controls.faults(),
      tokenCalls: controls.tokenCalls(),
      requests: controls.requestCounts(),
    }),
  },
  'POST clock': {
    does: 'Sets the clock, or moves it on.',
    parameters: { time: 'An instant, like 2030-01-01T00:00:00Z.', advanceSeconds: 'So many seconds later.' },
    run({ clock }, { time, advanceSeconds }) {
      if (typeof time === 'string') clock.set(new Date(time))
      if (typeof advanceSeconds === 'number') clock.advance(advanceSeconds)
      return { now: new Date(clock.now()).toISOString() }
    },
  },
  'POST faults': {
    does: 'Something goes wrong with the next requests.',
    parameters: faultParameters,
    run: (controls, body) => controls.inject(body as unknown as Fault),
  },
  'DELETE faults': {
    does: 'Forgets the faults that wait.',
    parameters: {},
    run: (controls) => controls.clearFaults(),
  },
  'POST consent': {
    does: 'How consent comes about from now on.',
    parameters: {
      mode: '"ask", or {"decision":"allow"} or "deny", with "account" and "scopes": everybody answers so.',
    },
    run: (controls, { mode }) => controls.setConsent(mode as ConsentMode),
  },
  'POST switches': {
    does: 'Changes what the provider does, from the next request on.',
    parameters: switchParameters,
    run: (controls, body) => controls.change(body),
  },
  'POST clients': {
    does: 'Registers a client.',
    parameters: clientParameters,
    run: (controls, body) => controls.registerClient(body as unknown as SimulatorClient),
  },
  'POST expire-access-tokens': {
    does: 'Lets all access tokens expire.',
    parameters: {},
    run: (controls) => controls.expireAccessTokens(),
  },
  'POST revoke-consent': {
    does: 'The person removes the application at the provider.',
    parameters: { account },
    run: (controls, body) => controls.revokeConsent(textOf(body['account'])),
  },
  'POST drop-scope': {
    does: 'The person unticks a scope later on.',
    parameters: { scope: 'Which.', account },
    run: (controls, body) => controls.dropScope(String(body['scope']), textOf(body['account'])),
  },
  'GET log': {
    does: 'The newest requests, whole: with secrets.',
    parameters: {},
    run: (controls) => controls.requests(),
  },
  'DELETE log': { does: 'Empties the log.', parameters: {}, run: (controls) => controls.clearLog() },
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
