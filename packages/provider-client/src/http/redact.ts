import type { Authorization } from './authorizer.ts'

/** Shorter values are likely to match unrelated text. */
const SHORTEST_SECRET = 8

/** Some providers repeat the token in their error message, so it is redacted from stored answers. */
export function redact(body: unknown, authorization: Authorization | undefined): unknown {
  const secrets = Object.values({ ...authorization?.headers, ...authorization?.query })
    .flatMap((value) => [value, ...value.split(' ')])
    .filter((value) => value.length >= SHORTEST_SECRET)
  const text = JSON.stringify(body)
  if (text === undefined || !secrets.some((secret) => text.includes(secret))) return body
  return JSON.parse(
    secrets.reduce((all, secret) => all.replaceAll(JSON.stringify(secret).slice(1, -1), '***'), text),
  ) as unknown
}
