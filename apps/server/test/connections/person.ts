import type { Kernel } from '@tributary/core'

export interface Reply {
  readonly status: number
  readonly location: string | undefined
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  readonly body: any
}

/** A signed-in person and their browser: it keeps our cookies and sends them back. */
export class Person {
  readonly #server: { readonly kernel: Kernel }
  readonly cookies = new Map<string, string>()
  readonly email: string
  /** Told of every answer. */
  onReply: ((text: string) => void) | undefined

  constructor(server: { readonly kernel: Kernel }, email: string) {
    this.#server = server
    this.email = email
  }

  async signIn(): Promise<this> {
    const reply = await this.post('/api/accounts/sign-in/email', { email: this.email, password: PASSWORD })
    if (reply.status >= 300) throw new Error(`cannot sign in: ${JSON.stringify(reply.body)}`)
    return this
  }

  get(path: string): Promise<Reply> {
    return this.#send('GET', path)
  }

  /** `key`: an `Idempotency-Key`. */
  post(path: string, body?: object, key?: string): Promise<Reply> {
    return this.#send('POST', path, { body, ...(key === undefined ? {} : { 'idempotency-key': key }) })
  }

  patch(path: string, body: object): Promise<Reply> {
    return this.#send('PATCH', path, { body })
  }

  put(path: string, body: object): Promise<Reply> {
    return this.#send('PUT', path, { body })
  }

  delete(path: string): Promise<Reply> {
    return this.#send('DELETE', path)
  }

  /** Begins a connection; the address at the provider. */
  async begin(integration: string, body: object = {}): Promise<string> {
    const reply = await this.post(`/api/${integration}/connect`, body)
    if (reply.status !== 200) throw new Error(`cannot begin: ${JSON.stringify(reply.body)}`)
    return (reply.body as { authorizationUrl: string }).authorizationUrl
  }

  /** Opens the address that the provider sends the browser back to. */
  comeBack(callback: URL): Promise<Reply> {
    return this.get(`${callback.pathname}${callback.search}`)
  }

  async #send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    { body, ...headers }: { readonly body?: object | undefined; readonly 'idempotency-key'?: string } = {},
  ): Promise<Reply> {
    const response = await this.#server.kernel.app.inject({
      method,
      url: path,
      headers: {
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    })
    for (const { name, value, maxAge } of response.cookies) {
      if (maxAge === 0) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
    this.onReply?.(`${JSON.stringify(response.headers)}\n${response.payload}`)
    const isJson = /json/.test(String(response.headers['content-type']))
    return {
      status: response.statusCode,
      location: response.headers.location,
      body: isJson ? response.json() : response.payload,
    }
  }
}

export const PASSWORD = 'a long enough password'
