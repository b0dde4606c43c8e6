/** What a person's browser does at a provider: keeps cookies, follows redirects, sends forms. */
export class ProviderBrowser {
  readonly #cookies = new Map<string, string>()

  /**
   * Opens an authorization URL and goes on until the provider sends the browser back. Resolves to that address; signs in
   * and consents as `name`, or breaks off.
   */
  async authorize(
    authorizationUrl: string,
    person: { readonly name: string; readonly denies?: boolean },
  ): Promise<URL> {
    const home = new URL(authorizationUrl).searchParams.get('redirect_uri') ?? ''
    let url = new URL(authorizationUrl)
    let response = await this.#fetch(url)
    for (let step = 0; step < 20; step += 1) {
      const location = response.headers.get('location')
      if (location !== null) {
        url = new URL(location, url)
        if (url.href.startsWith(home)) return url
        response = await this.#fetch(url)
        continue
      }
      const page = await response.text()
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
      if (prompt === undefined)
        throw new Error(`the provider shows a page (${response.status}): ${page.slice(0, 500)}`)
      if (person.denies === true) {
        const abort = /href="([^"]+\/abort)"/.exec(page)?.[1]
        if (abort === undefined) throw new Error('the page offers no way out')
        url = new URL(abort, url)
        response = await this.#fetch(url)
        continue
      }
      const form = new URLSearchParams(
        prompt === 'login' ? { prompt, login: person.name, password: 'x' } : { prompt },
      )
      const action = /action="([^"]+)"/.exec(page)?.[1] ?? url.href
      url = new URL(action, url)
      response = await this.#fetch(url, form)
    }
    throw new Error('the provider sends the browser round in circles')
  }

  async #fetch(url: URL, form?: URLSearchParams): Promise<Response> {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      const equals = pair.indexOf('=')
      this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }
}
