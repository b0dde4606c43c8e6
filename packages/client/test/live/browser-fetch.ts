/** `fetch` with the cookies of a browser, which Node's does not keep. */
export function browserFetch(inner: typeof fetch = fetch): typeof fetch {
  const cookies = new Map<string, string>()
  return async (input, init) => {
    const request = new Request(input, init)
    request.headers.set('cookie', [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await inner(request)
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split(';')
      const equals = pair.indexOf('=')
      if (attributes.some((each) => /^ *max-age=0$/i.test(each))) cookies.delete(pair.slice(0, equals))
      else cookies.set(pair.slice(0, equals), pair.slice(equals + 1))
    }
    return response
  }
}
