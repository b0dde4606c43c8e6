import { setTimeout as sleep } from 'node:timers/promises'
import type { ImportJob } from '@tributary/integration-host'
import type { ProviderSimulator } from '@tributary/provider-simulator'

export const DEMO_EMAIL = 'demo@example.org'
export const DEMO_PASSWORD = 'demo-password'

const ENDED = new Set<ImportJob['status']>(['succeeded', 'partial', 'failed', 'cancelled'])
const LOOK_MILLISECONDS = 250

/** Does by HTTP what a person does in a browser. */
export class DemoPerson {
  readonly #url: string
  readonly #cookies = new Map<string, string>()

  constructor(url: string) {
    this.#url = url
  }

  async signIn(): Promise<void> {
    await this.#send('POST', '/api/accounts/sign-in/email', { email: DEMO_EMAIL, password: DEMO_PASSWORD })
  }

  async createKey(): Promise<string> {
    const { key } = await this.#json<{ key: string }>('POST', '/api/accounts/keys', {
      name: 'demo',
      scopes: ['*'],
    })
    return key
  }

  /** Connects an account: our page, the provider's consent, and the callback. */
  async connect(integration: string, provider: ProviderSimulator): Promise<void> {
    const { authorizationUrl } = await this.#json<{ authorizationUrl: string }>(
      'POST',
      `/api/${integration}/connect`,
      {},
    )
    const callback = await provider.authorize(authorizationUrl)
    await this.#send('GET', `${callback.pathname}${callback.search}`)
  }

  async upload(
    integration: string,
    file: { readonly name: string; readonly content: Uint8Array<ArrayBuffer> },
  ): Promise<void> {
    const form = new FormData()
    form.set('file', new Blob([file.content]), file.name)
    await this.#send('POST', `/api/${integration}/import`, form)
  }

  /** Waits until no job is queued or running; calls back at each check. */
  async waitForJobs(
    seconds: number,
    look: (jobs: readonly ImportJob[]) => void,
  ): Promise<readonly ImportJob[]> {
    const until = Date.now() + seconds * 1000
    for (;;) {
      const { items } = await this.get<{ items: ImportJob[] }>('/api/jobs?limit=50')
      look(items)
      if (items.every(({ status }) => ENDED.has(status))) return items
      if (Date.now() > until) throw new Error(`after ${seconds} s there are still jobs that have not ended`)
      await sleep(LOOK_MILLISECONDS)
    }
  }

  get<T>(path: string): Promise<T> {
    return this.#json<T>('GET', path)
  }

  async #json<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.#send(method, path, body)
    return (await response.json()) as T
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const isForm = body instanceof FormData
    const response = await fetch(this.#url + path, {
      method,
      redirect: 'manual',
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const equals = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    if (response.status >= 400)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return response
  }
}
