import { connect, type Socket } from 'node:net'

export interface Load {
  readonly port: number
  readonly path: string
  readonly connections: number
  readonly milliseconds: number
  readonly headers?: Readonly<Record<string, string>>
}

/** How many requests were answered. */
export interface Answered {
  readonly count: number
  readonly perSecond: number
}

/**
 * Loads a server over keep-alive connections, one request at a time on each. Rejects at the first answer that is not 200.
 *
 * Bare sockets, because `node:http` costs more in a client than Fastify in a server: the server would be idle, and two
 * idle servers are equally fast.
 */
export async function load({ port, path, connections, milliseconds, headers = {} }: Load): Promise<Answered> {
  const lines = Object.entries({ host: `127.0.0.1:${port}`, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  const request = `GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
  const began = performance.now()
  const until = began + milliseconds
  const counts = await Promise.all(
    Array.from({ length: connections }, () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      return requestUntil(socket, request, until)
    }),
  )
  const count = counts.reduce((sum, each) => sum + each, 0)
  return { count, perSecond: count / ((performance.now() - began) / 1000) }
}

function requestUntil(socket: Socket, request: string, until: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let received = ''
    let count = 0
    const fail = (error: Error) => {
      socket.destroy()
      reject(error)
    }
    socket.once('connect', () => socket.write(request))
    socket.once('error', fail)
    socket.once('close', () => reject(new Error('the server closed a connection')))
    socket.setTimeout(10_000, () => fail(new Error('the server did not answer within 10 s')))
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1')
      if (!isWhole(received)) return
      if (!received.startsWith('HTTP/1.1 200 ')) return fail(new Error(`the server answered ${received}`))
      received = ''
      count += 1
      if (performance.now() < until) return void socket.write(request)
      resolve(count)
      socket.destroy()
    })
  })
}

const LENGTH = /\r\ncontent-length: (\d+)\r\n/i

function isWhole(response: string): boolean {
  const head = response.indexOf('\r\n\r\n')
  if (head < 0) return false
  const length = LENGTH.exec(response)?.[1]
  if (length === undefined) throw new Error(`a response without its length: ${response}`)
  return response.length >= head + 4 + Number(length)
}
