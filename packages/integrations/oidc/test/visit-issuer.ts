/**
 * What a new browser does at an issuer: keeps cookies, follows redirects, sends forms. Signs in and consents as a person, or cancels; resolves
 * to the address that the issuer sends the browser back to.
 */
export async function visitIssuer(
  authorizationUrl: string,
  { name, cancels = false }: { readonly name: string; readonly cancels?: boolean },
): Promise<URL> {
  const cookies = new Map<string, string>()
  const home = new URL(authorizationUrl).searchParams.get('redirect_uri') ?? ''
  const send = async (url: URL, form?: URLSearchParams): Promise<Response> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join('; ') },
      ...(form === undefined ? {} : { method: 'POST', body: form }),
    })
    for (const [pair = ''] of response.headers.getSetCookie().map((each) => each.split(';'))) {
      const equals = pair.indexOf('=')
      cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }
  let url = new URL(authorizationUrl)
  let response = await send(url)
  for (let step = 0; step < 20; step += 1) {
    const location = response.headers.get('location')
    if (location !== null) {
      url = new URL(location, url)
      if (url.href.startsWith(home)) return url
      response = await send(url)
      continue
    }
    const page = await response.text()
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    if (prompt === undefined)
      throw new Error(`the issuer shows a page (${response.status}): ${page.slice(0, 500)}`)
    const abort = /href="([^"]+\/abort)"/.exec(page)?.[1]
    const action = /action="([^"]+)"/.exec(page)?.[1]
    url = new URL((cancels ? abort : action) ?? url.href, url)
    const form = prompt === 'login' ? { prompt, login: name, password: 'x' } : { prompt }
    response = await send(url, cancels ? undefined : new URLSearchParams(form))
  }
  throw new Error('the issuer sends the browser round in circles')
}
