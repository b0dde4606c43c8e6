import { type Control, controlList } from './control-list.ts'
import { bodyOf, type Exchange } from './exchange.ts'
import { FAULT_KINDS } from './fault.ts'
import type { SimulatorControls } from './simulator-controls.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** Additional controls of a provider's own simulator: `POST /_control/<name>` calls one with the JSON body. */
export type SimulatorActions = Readonly<Record<string, (body: ControlBody) => unknown>>

export type ControlBody = Readonly<Record<string, unknown>>

/** `/_control/…`: the controls by HTTP. */
export function control(
  exchange: Exchange,
  { controls, actions }: { controls: SimulatorControls; actions: SimulatorActions },
): SimulatorReply {
  const name = exchange.url.pathname.replace(/^\/_control\/?/, '')
  const all: Readonly<Record<string, Control>> = { ...controlList, ...controlsOf(actions) }
  const key = `${exchange.method} ${name}`
  const found = Object.hasOwn(all, key) ? all[key] : undefined
  if (found === undefined) {
    return { status: 404, body: { error: `There is no control "${key}".`, known: Object.keys(all) } }
  }
  const body = exchange.text === '' ? {} : bodyOf(exchange)
  if (typeof body !== 'object' || body === null)
    return { status: 400, body: { error: 'Send JSON, with content-type: application/json.' } }
  try {
    refuseUnknown(key, found, body)
    const result = found.run(controls, body as ControlBody) ?? { done: true }
    return { body: key === 'GET ' ? { ...result, ...helpOf(all) } : result }
  } catch (error) {
    return { status: 400, body: { error: error instanceof Error ? error.message : String(error) } }
  }
}

/** The provider's simulator defines the parameters of its own controls. */
function controlsOf(actions: SimulatorActions): Readonly<Record<string, Control>> {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [
      `POST ${name}`,
      {
        does: 'What this provider has besides; its simulator says what it takes.',
        run: (_, body) => action(body),
      },
    ]),
  )
}

/** A mistyped parameter would silently have no effect. */
function refuseUnknown(key: string, { parameters }: Control, body: object): void {
  if (parameters === undefined) return
  const unknown = Object.keys(body).find((name) => !Object.hasOwn(parameters, name))
  if (unknown === undefined) return
  const known = Object.keys(parameters).join(', ')
  throw new TypeError(`"${key}" has no parameter "${unknown}". It takes ${known === '' ? 'none' : known}.`)
}

/** Documents the controls at their root. */
function helpOf(all: Readonly<Record<string, Control>>) {
  const controls = Object.entries(all).map(([key, { does, parameters }]) => {
    const [method = '', name = ''] = key.split(' ')
    return {
      method,
      path: name === '' ? '/_control' : `/_control/${name}`,
      does,
      parameters: parameters ?? null,
    }
  })
  return { controls, faultKinds: FAULT_KINDS }
}
