import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Answers often overtake the rest of a small request; for this long the connection stays open to it. */
const REST_MILLISECONDS = 1_000
/**
 * How long the rest of a request is read after its answer, when the connection cannot be used again: closed at once, the sender would lose
 * the answer to a reset. Closed never, a sender that reads answers at the end of its request waits for the keep-alive time-out.
 */
const LINGER_MILLISECONDS = 2_000
const STOPPING_LINGER_MILLISECONDS = 1_000
/** A sender that has to send or to receive, and does neither for this long, has gone. Node takes twice as long where part of an answer was sent. */
const SILENCE_MILLISECONDS = 2_000

interface Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
}

interface Connection {
  readonly socket: Socket
  readonly since: number
  /** Requests without a complete answer. */
  readonly open: Set<Exchange>
  answered: { readonly request: IncomingMessage; readonly at: number } | undefined
}

/**
 * Closes connections that Node leaves open for too long. An answer that comes before the end of its request, as that of a refused upload, closes
 * its connection unless the rest follows within a second.
 *
 * The close of the server waits for requests alone that are still to be answered. Node's own rule cuts off answers that are written but
 * not yet sent, and waits for connections that have asked nothing, whose sender has gone, or whose answer came before the end of the request.
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
  // A parser that was destroyed has left it paused.
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
    // Of a sender that goes on, the connection never times out.
    socket.setTimeout(SILENCE_MILLISECONDS)
  } else if (answered === undefined) {
    // Its request may be under way.
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

/** Whether nothing can happen before the other side sends or takes something: no answer is being made, no received body is unread. */
function waitsForSender({ socket, open }: Connection): boolean {
  if (socket.writableLength > 0) return true
  return [...open].every(({ request }) => !request.complete && request.readableLength === 0)
}
