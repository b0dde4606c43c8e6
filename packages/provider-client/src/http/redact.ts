/** Shorter values are likely to match unrelated text. */
const SHORTEST_SECRET = 8

/**
 * Some providers repeat the token in their error message, so it is redacted from stored answers.
 *
 * @param sent the headers and parameters that carry secrets
 */
export function redact(body: unknown, sent: Readonly<Record<string, string>>): unknown {
  const secrets = Object.values(sent)
    .flatMap((value) => [value, ...value.split(' ')])
    .filter((value) => value.length >= SHORTEST_SECRET)
  const text = JSON.stringify(body)
  if (text === undefined || !secrets.some((secret) => text.includes(secret))) return body
  return JSON.parse(
    secrets.reduce((all, secret) => all.replaceAll(JSON.stringify(secret).slice(1, -1), '***'), text),
  ) as unknown
}
