import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'

/** A proxy before a server that cuts each connection some time after it was opened. */
export class CuttingProxy {
  cuts = 0
  readonly #server: Server

  private constructor(target: number, milliseconds: number) {
    this.#server = createServer((client) => {
      const upstream = connect(target, '127.0.0.1')
      const timer = setTimeout(() => {
        this.cuts += 1
        client.destroy()
      }, milliseconds)
      for (const socket of [client, upstream]) {
        socket.on('error', () => {})
        socket.on('close', () => {
          clearTimeout(timer)
          client.destroy()
          upstream.destroy()
        })
      }
      client.pipe(upstream).pipe(client)
    })
  }

  static async start(target: number, milliseconds: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target, milliseconds)
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  stop(): void {
    this.#server.close()
  }
}
