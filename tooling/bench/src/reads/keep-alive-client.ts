import { connect, type Socket } from 'node:net'

/**
 * One connection, one request at a time. Rejects unless the answer is 200.
 *
 * A bare socket, because `node:http` costs more in the client than the route in the server, on the same machine.
 */
export class KeepAliveClient {
  readonly #socket: Socket
  readonly #request: string
  #answered: PromiseWithResolvers<void> | undefined
  /** Missing bytes of the response; `undefined` before its head was received. */
  #missing: number | undefined
  #head = ''

  constructor(url: URL, headers: Readonly<Record<string, string>>) {
    const lines = Object.entries({ host: url.host, ...headers }).map(
      ([name, value]) => `${name}: ${value}\r\n`,
    )
    this.#request = `GET ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join('')}\r\n`
    this.#socket = connect({ port: Number(url.port), host: url.hostname, noDelay: true })
    this.#socket
      .on('data', (chunk) => this.#read(chunk))
      .once('error', (error) => this.#fail(error))
      .once('close', () => this.#fail(new Error('the server closed a connection')))
  }

  get isFree(): boolean {
    return this.#answered === undefined
  }

  ask(): Promise<void> {
    this.#answered = Promise.withResolvers()
    this.#socket.write(this.#request)
    return this.#answered.promise
  }

  close(): void {
    this.#answered = undefined
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    if (this.#missing !== undefined) return this.#count(chunk.length)
    this.#head += chunk.toString('latin1')
    const end = this.#head.indexOf('\r\n\r\n')
    if (end < 0) return
    const length = /\r\ncontent-length: (\d+)\r\n/i.exec(this.#head)?.[1]
    if (!this.#head.startsWith('HTTP/1.1 200 ') || length === undefined)
      return this.#fail(new Error(`the server answered ${this.#head.slice(0, 500)}`))
    this.#missing = Number(length)
    this.#count(this.#head.length - end - 4)
  }

  #count(bytes: number): void {
    this.#missing = (this.#missing ?? 0) - bytes
    if (this.#missing > 0) return
    this.#missing = undefined
    this.#head = ''
    const answered = this.#answered
    this.#answered = undefined
    answered?.resolve()
  }

  #fail(error: Error): void {
    this.#answered?.reject(error)
    this.#answered = undefined
    this.#socket.destroy()
  }
}
