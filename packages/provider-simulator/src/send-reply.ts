import type { ServerResponse } from 'node:http'
import type { Fault } from './fault.ts'
import type { SimulatorReply } from './simulator-route.ts'

/** Sends a reply, broken by the fault. */
export function sendReply(response: ServerResponse, reply: SimulatorReply, fault: Fault | undefined): void {
  const { status = 200, headers = {}, body } = reply
  const isText = typeof body === 'string'
  const whole = Buffer.from(body === undefined ? '' : isText ? body : JSON.stringify(body))
  const sent = {
    'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    ...headers,
  }
  if (fault?.kind === 'cut') {
    response.writeHead(status, { ...sent, 'content-length': whole.length + 1 })
    // Headers are buffered until there is a body, or they are flushed.
    response.flushHeaders()
    setImmediate(() => response.destroy())
    return
  }
  const content = brokenBy(fault, whole)
  response.writeHead(status, { ...sent, 'content-length': content.length })
  response.end(content)
}

function brokenBy(fault: Fault | undefined, whole: Buffer): Buffer {
  if (fault?.kind === 'truncated') return whole.subarray(0, Math.floor(whole.length / 2))
  if (fault?.kind === 'malformed') return Buffer.from(`{"oops": ${whole.toString('utf8').slice(0, 40)}`)
  return whole
}
