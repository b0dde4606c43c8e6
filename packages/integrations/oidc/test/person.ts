import { TEST_PASSWORD, type TestServer } from '@tributary/testkit'

export interface Reply {
  readonly status: number
  readonly location: string | undefined
  /** Names of cookies that were set to a value. */
  readonly setCookies: readonly string[]
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies of many shapes
  readonly body: any
}

interface Asked {
  readonly body?: object
  readonly headers?: Readonly<Record<string, string>>
}

/** The session of a browser. */
export const SESSION_COOKIE = 'tributary.session_token'

let browsers = 0

/** A browser that keeps cookies, at an address of its own. */
export class Person {
  readonly #server: TestServer
  readonly #cookies = new Map<string, string>()
  readonly #address = `10.0.${(browsers += 1) >> 8}.${browsers & 255}`

  constructor(server: TestServer) {
    this.#server = server
  }

  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH',
    path: string,
    { body, headers }: Asked = {},
  ): Promise<Reply> {
    const response = await this.#server.kernel.app.inject({
      method,
      url: path,
      remoteAddress: this.#address,
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body }),
    })
    const setCookies = []
    for (const [pair = ''] of [response.headers['set-cookie'] ?? []].flat().map((each) => each.split(';'))) {
      const equals = pair.indexOf('=')
      const [name, value] = [pair.slice(0, equals), pair.slice(equals + 1)]
      if (value === '') this.#cookies.delete(name)
      else {
        this.#cookies.set(name, value)
        setCookies.push(name)
      }
    }
    const isJson = /json/.test(String(response.headers['content-type']))
    return {
      status: response.statusCode,
      location: response.headers.location,
      setCookies,
      body: isJson && response.payload !== '' ? response.json() : response.payload,
    }
  }

  async signIn(email: string): Promise<Reply> {
    return this.ask('POST', '/api/accounts/sign-in/email', { body: { email, password: TEST_PASSWORD } })
  }

  async signOut(): Promise<void> {
    await this.ask('POST', '/api/accounts/sign-out')
  }

  /** Who is signed in. */
  async email(): Promise<string | undefined> {
    return (await this.ask('GET', '/api/accounts/me')).body.email
  }

  /** Where to go for signing in or linking. */
  async begin(service: string, act: 'begin' | 'link' = 'begin', returnPath = '/library'): Promise<string> {
    const { status, body } = await this.ask('POST', `/api/sign-in/services/${service}/${act}`, {
      body: { returnPath },
    })
    if (status !== 200) throw new Error(`beginning was refused: ${JSON.stringify(body)}`)
    return body.authorizationUrl
  }

  /** Comes back from a service. */
  async comeBack(service: string, query: Readonly<Record<string, string>> | string): Promise<Reply> {
    const text = typeof query === 'string' ? query : new URLSearchParams(query).toString()
    return this.ask('GET', `/api/sign-in/services/${service}/callback?${text}`)
  }
}
