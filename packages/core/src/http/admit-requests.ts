import type { FastifyReply, FastifyRequest, onRequestHookHandler, preValidationHookHandler } from 'fastify'
import { runForPerson, setPerson, setUnit } from '../current-person.ts'
import type { Turn } from '../fair-turns.ts'
import { isUp, type PluginRecord } from '../plugin-record.ts'
import type { Principal } from '../principal.ts'
import { ProblemError } from '../problem.ts'
import type { ResolvedAccess } from '../route-access.ts'
import { addressBlock } from './address-block.ts'
import { checkAccess } from './check-access.ts'
import { internalReader } from './conditional/internal-read.ts'
import { httpErrors } from './http-errors.ts'
import type { RequestBounds, RequestCost, Sender } from './request-bounds.ts'

/** The properties of a route that are known when it is added. */
export interface Admission {
  readonly record: PluginRecord
  readonly access: ResolvedAccess
  readonly cost: RequestCost
  /** Whether Fastify reads a body on this route; `preValidation` is added only then. */
  readonly takesBody: boolean
  readonly bounds: RequestBounds
  authenticate(request: FastifyRequest): Promise<Principal | undefined>
}

export interface AdmissionHooks {
  readonly onRequest: onRequestHookHandler
  /** For routes that take a body. */
  readonly preValidation: preValidationHookHandler
}

interface Arriving {
  readonly sender: Sender
  readonly turn: Turn
}

/**
 * Checks that the plugin is ready, that the request is authorized, and that the sender is within its bounds. A
 * request with a body passes the bounds twice: before the body is read and before the request is handled.
 */
export function admitRequests(admission: Admission): AdmissionHooks {
  const { record, access, cost, takesBody, bounds } = admission
  const arriving = new WeakMap<FastifyRequest, Arriving>()
  const enter = (sender: Sender, request: FastifyRequest, reply: FastifyReply) => {
    // An upload is the body itself; its place is held while it arrives.
    if (cost === 'upload' || cost === 'probe') return bounds.answer(sender, cost, reply)
    if (!takesBody || !hasBody(request)) return bounds.answer(sender, cost, reply)
    const turn = bounds.receive(sender, reply)
    if (!(turn instanceof Promise)) return void arriving.set(request, { sender, turn })
    return turn.then((taken) => void arriving.set(request, { sender, turn: taken }))
  }
  return {
    onRequest(request, reply, done) {
      if (!isUp(record)) return done(quarantineProblem(record))
      if (access.access === 'public' && cost === 'probe') return done()
      const reader = takesBody || access.access === 'public' ? undefined : internalReader()
      if (reader !== undefined) {
        // The request that is answered meanwhile holds the places.
        request.principal = reader.principal
        setPerson(reader.principal.userId, cost)
        setUnit(reader.unit)
        return done()
      }
      const address = addressOf(request)
      setPerson(address.name)
      if (access.access === 'public') return proceed(() => enter(address, request, reply), done)
      identify(request, reply, { ...admission, address })
        .then((sender) => enter(sender, request, reply))
        .then(() => done(), done)
    },
    preValidation(request, reply, done) {
      const arrived = arriving.get(request)
      if (arrived === undefined) return done()
      const { sender, turn } = arrived
      turn.end()
      // The body parser calls back in the context of its connection.
      runForPerson(
        sender.name,
        () => proceed(() => bounds.answer(sender, cost, reply), done),
        sender.isPerson ? cost : undefined,
      )
    },
  }
}

/** Authenticates the request. This takes a place of the address, since wrong credentials cost a query each. */
async function identify(
  request: FastifyRequest,
  reply: FastifyReply,
  { access, authenticate, bounds, cost, address }: Admission & { readonly address: Sender },
): Promise<Sender> {
  const asking = bounds.authenticate(address, reply)
  const turn = asking instanceof Promise ? await asking : asking
  try {
    const principal = await checkAccess(request, access, authenticate)
    request.principal = principal
    setPerson(principal.userId, cost)
    return { name: principal.userId, isPerson: true }
  } finally {
    turn.end()
  }
}

/** Calls back synchronously if there is nothing to wait for. */
function proceed(work: () => Promise<void> | undefined, done: (error?: Error) => void): void {
  let waits: Promise<void> | undefined
  try {
    waits = work()
  } catch (error) {
    return done(error as Error)
  }
  if (waits === undefined) done()
  else waits.then(() => done(), done)
}

function addressOf({ ip }: FastifyRequest): Sender {
  return { name: `address:${addressBlock(ip)}`, isPerson: false }
}

function hasBody({ headers }: FastifyRequest): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/** The problem that every route of a quarantined plugin answers with. */
export function quarantineProblem(record: PluginRecord): ProblemError {
  return new ProblemError(httpErrors.KERNEL_PLUGIN_QUARANTINED, {
    detail: `Plugin "${record.name}" is unavailable (quarantined). An administrator finds the reason in the boot report.`,
    extensions: { plugin: record.name },
  })
}
