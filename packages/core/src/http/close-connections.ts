import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/**
 * A response is often sent before the rest of a small request has arrived; the connection stays open this long for
 * it.
 */
const REST_MILLISECONDS = 1_000
/**
 * How long the rest of a request is read after the response, when the connection cannot be reused. Closing at once
 * would reset the connection before the sender reads the response; never closing would make a sender that reads only
 * after its request wait for the keep-alive time-out.
 */
const LINGER_MILLISECONDS = 2_000
const STOPPING_LINGER_MILLISECONDS = 1_000
/**
 * Idle limit for a connection with data to send or receive. Node takes twice as long where part of a response was
 * sent.
 */
const SILENCE_MILLISECONDS = 2_000

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

interface Connection {
  readonly socket: Socket
  readonly since: number
  /** Requests without a complete response. */
  readonly open: Set<Exchange>
  answered: { readonly request: IncomingMessage; readonly at: number } | undefined
}

/**
 * Closes connections that Node leaves open for too long. A response that is sent before the end of its request, such
 * as that of a refused upload, closes the connection unless the rest arrives within a second.
 *
 * Closing the server waits only for unanswered requests. Node's own rule cuts off responses that are written but not
 * yet sent, and waits for connections without a request, with a vanished sender, or with a response before the end of
 * the request.
 */
export function closeConnections(server: Server): void {
  const connections = new Map<Socket, Connection>()
  let isStopping = false
  server.on('connection', (socket: Socket) => {
    const connection = { socket, since: performance.now(), open: new Set<Exchange>(), answered: undefined }
    connections.set(socket, connection)
    socket.once('close', () => connections.delete(socket))
    if (isStopping) closeUnlessOpen(connection)
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const connection = connections.get(request.socket)
    if (connection === undefined) return
    const exchange = { request, response }
    connection.open.add(exchange)
    response.once('close', () => {
      connection.open.delete(exchange)
      connection.answered = { request, at: performance.now() }
      if (!request.complete) discardRest(connection, request)
      if (isStopping) closeUnlessOpen(connection)
    })
  })
  // Node calls this when the server closes.
  server.closeIdleConnections = () => {
    isStopping = true
    // With a listener, Node leaves the decision to it.
    server.on('timeout', (socket: Socket) => {
      const connection = connections.get(socket)
      if (connection === undefined || waitsForSender(connection)) socket.destroy()
    })
    for (const connection of connections.values()) closeUnlessOpen(connection)
  }
}

/** Half-closed first: to a reset after that, clients read the answer that they have (Linux reports EPIPE then, and not ECONNRESET). */
function discardRest({ socket }: Connection, request: IncomingMessage): void {
  // A destroyed parser leaves the socket paused.
  request.unpipe()
  request.resume()
  let timer = setTimeout(() => {
    socket.end()
    timer = setTimeout(() => socket.destroy(), LINGER_MILLISECONDS).unref()
  }, REST_MILLISECONDS).unref()
  request.once('end', () => {
    clearTimeout(timer)
    if (!socket.writable) socket.destroy()
  })
  socket.once('close', () => clearTimeout(timer))
}

function closeUnlessOpen(connection: Connection): void {
  const { socket, since, open, answered } = connection
  const now = performance.now()
  if (open.size > 0) {
    // The connection never times out while the sender keeps sending.
    socket.setTimeout(SILENCE_MILLISECONDS)
  } else if (answered === undefined) {
    // A request may be in transit.
    closeIn(connection, since + SILENCE_MILLISECONDS - now)
  } else if (answered.request.complete) {
    socket.destroy()
  } else {
    socket.end()
    closeIn(connection, answered.at + STOPPING_LINGER_MILLISECONDS - now)
  }
}

function closeIn({ socket, open }: Connection, milliseconds: number): void {
  const close = () => {
    if (open.size === 0) socket.destroy()
  }
  if (milliseconds > 0) setTimeout(close, milliseconds).unref()
  else close()
}

/** Whether the connection waits only for the peer: no response is being produced, no received body is unread. */
function waitsForSender({ socket, open }: Connection): boolean {
  if (socket.writableLength > 0) return true
  return [...open].every(({ request }) => !request.complete && request.readableLength === 0)
}
