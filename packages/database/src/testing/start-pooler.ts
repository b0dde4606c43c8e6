import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import pg from 'pg'

/** A proxy before PostgreSQL that names backends by numbers of its own, as pgbouncer does. */
export interface Pooler {
  /** The URL of a database through it. */
  url(databaseUrl: string): string
  /** Names of the parameters that the latest connection began with. */
  readonly startupParameters: readonly string[]
  /** From now on it passes nothing on, as a network that loses every packet. */
  hang(): void
  stop(): Promise<void>
}

const LOOPBACK = '127.0.0.1'
/** BackendKeyData: its type and its length, before the process id. */
const KEY_DATA = Buffer.from([0x4b, 0, 0, 0, 12])

/** Starts one before the server of a database. */
export async function startPooler(databaseUrl: string): Promise<Pooler> {
  const { host, port } = new pg.Client({ connectionString: databaseUrl })
  const path = `${host}/.s.PGSQL.${port}`
  const sockets = new Set<Socket>()
  let startupParameters: readonly string[] = []
  let hangs = false
  const server = createServer((client) => {
    const upstream = host.startsWith('/') ? connect(path) : connect(port, host)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => [client, upstream].forEach((each) => each.destroy()))
    }
    client.once('data', (packet: Buffer) => {
      startupParameters = namesIn(packet)
    })
    if (hangs) return
    client.pipe(upstream)
    let isRenamed = false
    upstream.on('data', (packet: Buffer) => {
      if (hangs) return
      // Once: rows may have the same bytes.
      isRenamed ||= renameBackend(packet)
      client.write(packet)
    })
  })
  await once(server.listen(0, LOOPBACK), 'listening')
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url(target) {
      const changed = new URL(target.replace(/@[^/]*/, `@${LOOPBACK}`))
      changed.port = String(own)
      return changed.href
    },
    get startupParameters() {
      return startupParameters
    },
    hang() {
      hangs = true
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Length and protocol version, then names and values that end with a zero byte each. */
function namesIn(packet: Buffer): readonly string[] {
  const words = packet.subarray(8).toString().split('\0')
  return words.filter((word, index) => index % 2 === 0 && word !== '')
}

/** Whether it was named in the packet. */
function renameBackend(packet: Buffer): boolean {
  const at = packet.indexOf(KEY_DATA)
  if (at < 0) return false
  packet.writeInt32BE(packet.readInt32BE(at + KEY_DATA.length) + 1_000_000, at + KEY_DATA.length)
  return true
}
